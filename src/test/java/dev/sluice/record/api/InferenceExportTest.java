package dev.sluice.record.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.record.InferenceRow;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Exports of inferences over real sockets and from the real database. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class InferenceExportTest extends InferencesKit {
    private static final String EXPORT = PATH + "/export";

    /** More than the sockets between a client that does not read and the gateway hold. */
    private static final int MANY = 120;

    private static final int LONG_TEXT = 500_000;

    @Inject
    InferenceExport exports;

    @Test
    void givesWhatTheListGivesLineByLine() throws SQLException {
        for (int i = 0; i < 3; i++) {
            row(now.minusMillis(i)).set("model", i == 1 ? "base" : "tuned").insert(connection);
        }

        HttpAnswer answer = get(EXPORT + "?route=" + route);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).startsWith("application/jsonl");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.header("content-disposition")).contains("inferences.jsonl");
        assertThat(answer.body()).endsWith("}\n");
        assertThat(lines(answer)).isEqualTo(listed("?route=" + route));
        assertThat(lines(get(EXPORT + "?model=base&route=" + route)))
                .isEqualTo(listed("?model=base&route=" + route))
                .hasSize(1);
    }

    @Test
    void isEmptyWhereNothingIsFound() {
        HttpAnswer answer = get(EXPORT + "?route=" + route);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void givesTextOnlyWhereItIsAskedForAndKept() throws SQLException {
        UUID with = row(now).insert(connection);
        InferenceRow.text(connection, with, "{\"a\": \"\u00fc\"}", "data: 1\n\n", true);
        row(now.minusMillis(1)).insert(connection);

        List<JsonObject> lines = lines(get(EXPORT + "?text=true&route=" + route));

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().getString("request")).isEqualTo("{\"a\": \"\u00fc\"}");
        assertThat(lines.getFirst().getString("answer")).isEqualTo("data: 1\n\n");
        assertThat(lines.getFirst().getBoolean("answer_cut")).isTrue();
        assertThat(lines.getLast().fieldNames())
                .contains("has_text")
                .doesNotContain("request", "answer", "answer_cut");
        assertThat(lines(get(EXPORT + "?text=false&route=" + route)))
                .isEqualTo(listed("?route=" + route));
    }

    @Test
    void goesThroughAllPagesUpToTheLimit() throws SQLException {
        many(1_203, 0);

        List<String> all = ids(lines(get(EXPORT + "?route=" + route)));

        assertThat(all).hasSize(1_203).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(ids(lines(get(EXPORT + "?limit=701&route=" + route))))
                .isEqualTo(all.subList(0, 701));
        assertThat(ids(lines(get(EXPORT + "?after=" + all.get(700) + "&route=" + route))))
                .isEqualTo(all.subList(701, 1_203));
    }

    @Test
    void leavesNoneOutWhereTextsAreTooLongForOnePage() throws SQLException {
        many(30, 700_000);

        List<JsonObject> lines = lines(get(EXPORT + "?text=true&route=" + route));

        assertThat(ids(lines))
                .isEqualTo(ids(lines(get(EXPORT + "?route=" + route))))
                .hasSize(30);
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.getString("answer")).hasSize(700_000));
    }

    @Test
    void tellsEverythingThatIsWrongWithAQuery() {
        HttpAnswer answer = get(EXPORT + "?rout=x&verdict=maybe&text=yes&limit=1000001");

        assertThat(code(answer)).isEqualTo("400 invalid_parameter");
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        assertThat(answer.json().getJsonArray("errors").stream()
                        .map(error -> ((JsonObject) error).getString("field")))
                .containsExactlyInAnyOrder("rout", "verdict", "text", "limit");
        assertThat(answer.body()).contains("a whole number from 1 to 1000000");
    }

    @Test
    void aClientThatDoesNotReadIsWaitedForAndOneThatLeavesEndsIt() throws SQLException {
        many(MANY, LONG_TEXT);
        try (RawClient client = slow()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("delete from inference where route = '" + route + "'");
            }
            client.resume();

            // What was deleted while the client did not read was not read before.
            assertThat(lines(client.answer())).hasSizeBetween(1, MANY - 1);
        }
        Eventually.equals(exports::open, 0);

        many(MANY, LONG_TEXT);
        slow().reset();

        Eventually.equals(exports::open, 0);
    }

    @Test
    void moreThanTheMaximumAre503() throws SQLException {
        many(MANY, LONG_TEXT);
        List<RawClient> open = new ArrayList<>();
        for (int i = 0; i < InferenceExport.OPEN_MAX; i++) {
            open.add(slow());
        }

        HttpAnswer answer = get(EXPORT + "?route=" + route);

        assertThat(code(answer)).isEqualTo("503 too_many_exports");
        assertThat(answer.header("retry-after")).isEqualTo("10");
        open.forEach(RawClient::reset);
        Eventually.equals(exports::open, 0);
        assertThat(get(EXPORT + "?limit=1&route=" + route).status()).isEqualTo(200);
    }

    @Test
    void aFailureOnTheWayIsNoEnd() throws SQLException {
        many(MANY, LONG_TEXT);
        try (RawClient client = slow()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("lock table inference in access exclusive mode");
            }
            client.resume();

            client.awaitEnd();

            assertThat(client.soFar().complete()).isFalse();
            connection.rollback();
            connection.setAutoCommit(true);
        }
        Eventually.equals(exports::open, 0);
    }

    @Test
    void aFailureAtTheBeginningIsAProblem() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table inference in access exclusive mode");
        }

        HttpAnswer answer = get(EXPORT + "?route=" + route);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        connection.rollback();
    }

    /** An export that has begun, for a client that does not read on. */
    private RawClient slow() {
        RawClient client = RawClient.connect(Gateway.port(), 4096);
        client.get(EXPORT + "?text=true&route=" + route, Gateway.AUTHORIZATION);
        client.await("a beginning", answer -> answer.status() == 200);
        return client.pause();
    }

    /** So many rows, each with an answer of so many bytes. */
    private void many(int rows, int textBytes) throws SQLException {
        UUID first = row(now).insert(connection);
        InferenceRow.text(connection, first, "{}", "x".repeat(textBytes), false);
        String ids = "(left('" + first + "', 24) || lpad(to_hex(n), 12, '0'))::uuid";
        String series = "generate_series(1, " + (rows - 1) + ") n";
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temporary table one as select * from inference where id = '"
                    + first + "'");
            statement.execute("alter table one drop column id");
            statement.execute(
                    "insert into inference select " + ids + ", one.* from one, " + series);
            statement.execute("drop table one");
            if (textBytes > 0) {
                statement.execute("insert into inference_text select " + ids
                        + ", request, answer, answer_cut from inference_text, " + series
                        + " where inference_id = '" + first + "'");
            }
        }
    }

    private static List<JsonObject> listed(String query) {
        return get(PATH + query).json().getJsonArray("data").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<JsonObject> lines(HttpAnswer answer) {
        return Stream.of(answer.body().split("\n")).map(JsonObject::new).toList();
    }

    private static List<String> ids(List<JsonObject> lines) {
        return lines.stream().map(line -> line.getString("id")).toList();
    }
}
