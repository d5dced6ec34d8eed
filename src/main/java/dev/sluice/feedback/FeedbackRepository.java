package dev.sluice.feedback;

import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Writes and reads the table of feedback, with plain SQL (ADR 0011). */
@ApplicationScoped
public class FeedbackRepository {
    /** At most this many entries are shown for one inference. */
    static final int SHOWN_MAX = 1000;

    /** The range of ids lets the planner skip the partitions of other days. */
    private static final String RECORDED =
            "select id from inference where id = any($1) and id between $2 and $3";

    private static final String ENSURE =
            "select ensure_partition('feedback', day) from unnest($1::date[]) as day";

    private static final String STORE = """
            insert into feedback (inference_id, giver, name, kind, number, text, client_id, unit,
                key_name, given_at, changed_at)
            select *, $10::timestamptz, $10::timestamptz
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::text[],
                $7::text[], $8::text[],
                        $9::text[])
            order by 1, 2, 3
            on conflict (inference_id, giver, name) do update set
                kind = excluded.kind, number = excluded.number, text = excluded.text,
                unit = excluded.unit,
                key_name = excluded.key_name,
                revision = feedback.revision + 1, changed_at = excluded.changed_at
            where (feedback.kind, feedback.number, feedback.text, feedback.unit)
                is distinct from (excluded.kind, excluded.number, excluded.text, excluded.unit)""";

    private static final String STORED =
            "select inference_id, giver, " + FeedbackView.COLUMNS + """
            \nfrom feedback join unnest($1::uuid[], $2::text[], $3::text[]) as s (i, g, n)
                on inference_id = s.i and giver = s.g and name = s.n
            where inference_id between $4 and $5""";

    private static final String OF_ONE = "select " + FeedbackView.COLUMNS
            + " from feedback where inference_id = $1 order by given_at, giver, name limit "
            + SHOWN_MAX;

    private static final String IS_RECORDED = "select 1 from inference where id = $1";

    private final Lanes lanes;

    FeedbackRepository(Lanes lanes) {
        this.lanes = lanes;
    }

    /**
     * Stores feedback on inferences that are recorded, or whose record may still be on its way. Of
     * two entries with the same key, the later one is kept.
     *
     * @param key name of the API key that sent it
     */
    Uni<StoredFeedback> store(List<Entry> said, @Nullable String key, Instant now) {
        Instant written = now.truncatedTo(ChronoUnit.MICROS); // The database's precision.
        UUID[] ids = said.stream()
                .map(Entry::inference)
                .distinct()
                .sorted(FeedbackRepository::order)
                .toArray(UUID[]::new);
        return lanes.run(
                Lane.FEEDBACK_WRITES,
                connection -> connection
                        .preparedQuery(RECORDED)
                        .execute(Tuple.of(ids, ids[0], ids[ids.length - 1]))
                        .compose(rows -> {
                            Set<UUID> recorded = StreamSupport.stream(rows.spliterator(), false)
                                    .map(row -> row.getUUID("id"))
                                    .collect(Collectors.toUnmodifiableSet());
                            Map<Entry.Key, Entry> kept = new LinkedHashMap<>();
                            for (Entry one : said) {
                                if (recorded.contains(one.inference())
                                        || Receipt.isYoung(one.inference(), now)) {
                                    kept.put(one.key(), one);
                                }
                            }
                            return kept.isEmpty()
                                    ? Future.succeededFuture(new StoredFeedback(recorded, Map.of()))
                                    : store(connection, kept, key, written)
                                            .map(given -> new StoredFeedback(recorded, given));
                        }));
    }

    private static Future<Map<Entry.Key, EntryResult>> store(
            SqlConnection connection,
            Map<Entry.Key, Entry> kept,
            @Nullable String key,
            Instant written) {
        Collection<Entry> all = kept.values();
        UUID[] ids = all.stream().map(Entry::inference).toArray(UUID[]::new);
        String[] givers = kept.keySet().stream().map(Entry.Key::giver).toArray(String[]::new);
        String[] names = all.stream().map(Entry::name).toArray(String[]::new);
        LocalDate[] days = all.stream()
                .map(one -> Receipt.day(one.inference()))
                .distinct()
                .toArray(LocalDate[]::new);
        Tuple columns = Tuple.tuple()
                .addArrayOfUUID(ids)
                .addArrayOfString(givers)
                .addArrayOfString(names)
                .addArrayOfString(
                        all.stream().map(one -> one.kind().label()).toArray(String[]::new))
                .addArrayOfDouble(all.stream().map(Entry::number).toArray(Double[]::new))
                .addArrayOfString(all.stream().map(Entry::text).toArray(String[]::new))
                .addArrayOfString(all.stream().map(Entry::id).toArray(String[]::new))
                .addArrayOfString(all.stream().map(Entry::user).toArray(String[]::new))
                .addArrayOfString(all.stream().map(one -> key).toArray(String[]::new))
                .addOffsetDateTime(written.atOffset(ZoneOffset.UTC));
        UUID first = all.stream()
                .map(Entry::inference)
                .min(FeedbackRepository::order)
                .orElseThrow();
        UUID last = all.stream()
                .map(Entry::inference)
                .max(FeedbackRepository::order)
                .orElseThrow();
        return connection
                .preparedQuery(ENSURE)
                .execute(Tuple.tuple().addArrayOfLocalDate(days))
                .compose(done -> connection.preparedQuery(STORE).execute(columns))
                .compose(done -> connection
                        .preparedQuery(STORED)
                        .execute(Tuple.tuple()
                                .addArrayOfUUID(ids)
                                .addArrayOfString(givers)
                                .addArrayOfString(names)
                                .addUUID(first)
                                .addUUID(last)))
                .map(rows -> given(rows, written));
    }

    private static Map<Entry.Key, EntryResult> given(RowSet<Row> rows, Instant written) {
        Map<Entry.Key, EntryResult> given = new HashMap<>();
        for (Row row : rows) {
            Entry.Key key = new Entry.Key(
                    row.getUUID("inference_id"), row.getString("giver"), row.getString("name"));
            given.put(key, EntryResult.of(FeedbackView.of(row), written));
        }
        return given;
    }

    /** The feedback on an inference, oldest first. */
    Uni<FeedbackOfOne> find(UUID inference) {
        return lanes.run(
                Lane.FEEDBACK,
                connection -> connection
                        .preparedQuery(IS_RECORDED)
                        .execute(Tuple.of(inference))
                        .compose(recorded -> connection
                                .preparedQuery(OF_ONE)
                                .execute(Tuple.of(inference))
                                .map(rows -> new FeedbackOfOne(
                                        "list",
                                        inference,
                                        recorded.size() > 0,
                                        StreamSupport.stream(rows.spliterator(), false)
                                                .map(FeedbackView::of)
                                                .toList()))));
    }

    /** A summary of the feedback on each model. */
    Uni<Summary> summary(SummaryFilter filter) {
        return lanes.run(
                Lane.FEEDBACK,
                connection -> connection
                        .preparedQuery(filter.sql())
                        .execute(filter.parameters())
                        .map(rows -> Summary.of(filter, rows)));
    }

    /** The database's order; {@link UUID#compareTo} takes halves from 2^63 on as negative. */
    private static int order(UUID one, UUID other) {
        int high =
                Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(
                        one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }
}
