package dev.sluice.record;

import dev.sluice.common.Ids;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A row of the tables of inferences, as the tests of the reading side put it there: a whole one,
 * but for what a test sets.
 */
public final class InferenceRow {
    private final Instant at;
    private final Map<String, Object> columns = new LinkedHashMap<>();

    private InferenceRow(Instant at) {
        this.at = at;
        set("id", Ids.next(Clock.fixed(at, ZoneOffset.UTC)));
        set("started_at", Timestamp.from(at));
        set("operation", "chat_completions").set("route", "slang").set("requested_model", "slang");
        set("served_model", "gpt-4o-mini-2026").set("model", "tuned").set("streaming", true);
        set("key_name", "tests")
                .set("unit", "user-1")
                .set("outcome", "completed")
                .set("party", "upstream");
        set("status", 200).set("rung", 1).set("bytes_in", 120L).set("bytes_out", 3456L);
        set("first_token_us", 12_345L).set("mean_gap_us", 500L).set("worst_gap_us", 90_000L);
        set("duration_us", 1_500_000L).set("overhead_us", 250L);
        set("prompt_tokens", 1000L).set("cached_tokens", 400L).set("completion_tokens", 200L);
        set("tokens_reported", true).set("cost", new BigDecimal("0.00000024"));
    }

    /** A row of that moment. */
    public static InferenceRow at(Instant at) {
        return new InferenceRow(at);
    }

    public InferenceRow set(String column, Object value) {
        columns.put(column, value);
        return this;
    }

    /** Inserts it and gives its id. */
    public UUID insert(Connection connection) throws SQLException {
        insert(connection, "inference", at, columns);
        return (UUID) columns.get("id");
    }

    /** Inserts an attempt of an inference. */
    public static void attempt(Connection connection, UUID inference, Map<String, Object> columns)
            throws SQLException {
        Map<String, Object> all = new LinkedHashMap<>(columns);
        all.put("inference_id", inference);
        insert(connection, "attempt", moment(inference), all);
    }

    /** Inserts the text of an inference. */
    public static void text(
            Connection connection, UUID inference, String request, String answer, boolean cut)
            throws SQLException {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("inference_id", inference);
        text.put("request", request.getBytes(StandardCharsets.UTF_8));
        text.put("answer", answer.getBytes(StandardCharsets.UTF_8));
        text.put("answer_cut", cut);
        insert(connection, "inference_text", moment(inference), text);
    }

    private static Instant moment(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    private static void insert(
            Connection connection, String table, Instant at, Map<String, Object> columns)
            throws SQLException {
        try (PreparedStatement partition =
                connection.prepareStatement("select ensure_partition(?, ?)")) {
            partition.setString(1, table);
            partition.setObject(2, LocalDate.ofInstant(at, ZoneOffset.UTC));
            partition.execute();
        }
        String marks = String.join(", ", Collections.nCopies(columns.size(), "?"));
        try (PreparedStatement insert = connection.prepareStatement("insert into " + table + " ("
                + String.join(", ", columns.keySet()) + ") values (" + marks + ")")) {
            int index = 0;
            for (Object value : columns.values()) {
                insert.setObject(++index, value);
            }
            insert.executeUpdate();
        }
    }
}
