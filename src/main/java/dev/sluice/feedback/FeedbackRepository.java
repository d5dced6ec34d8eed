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
            "select id, key_name from inference where id = any($1) and id between $2 and $3";

    private static final String ENSURE =
            "select ensure_partition('feedback', day) from unnest($1::date[]) as day";

    private static final String STORE = """
            insert into feedback (inference_id, giver, name, kind, number, text, client_id, unit,
                key_name, own_only, given_at, changed_at)
            select *, $10::boolean, $11::timestamptz, $11::timestamptz
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::text[],
                $7::text[], $8::text[],
                        $9::text[])
            order by 1, 2, 3
            on conflict (inference_id, giver, name) do update set
                kind = excluded.kind, number = excluded.number, text = excluded.text,
                unit = excluded.unit,
                key_name = excluded.key_name, own_only = excluded.own_only,
                revision = feedback.revision + 1, changed_at = excluded.changed_at
            where (feedback.kind, feedback.number, feedback.text, feedback.unit)
                is distinct from (excluded.kind, excluded.number, excluded.text, excluded.unit)""";

    private static final String STORED =
            "select inference_id, giver, " + FeedbackView.COLUMNS + """
            \nfrom feedback join unnest($1::uuid[], $2::text[], $3::text[]) as s (i, g, n)
                on inference_id = s.i and giver = s.g and name = s.n
            where inference_id between $4 and $5""";

    /** $2 is whether the inference is recorded, and $3 the key that asked. */
    private static final String OF_ONE = "select " + FeedbackView.COLUMNS
            + " from feedback where inference_id = $1"
            + " and (not own_only or not $2 or key_name is not distinct from $3)"
            + " order by given_at, giver, name limit " + SHOWN_MAX;

    private static final String IS_RECORDED = "select key_name from inference where id = $1";

    private final Lanes lanes;

    FeedbackRepository(Lanes lanes) {
        this.lanes = lanes;
    }

    /**
     * Stores feedback on inferences that are recorded, or whose record may still be on its way. Of
     * two entries with the same key, the later one is kept. If the giver may rate only what its own
     * key asked, what others asked is not known to it; before the record nobody knows who asked,
     * and what is stored then counts only if it turns out to be the same key.
     */
    Uni<StoredFeedback> store(List<Entry> said, Giver giver, Instant now) {
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
                            Map<UUID, Boolean> recorded = mayBeRated(rows, giver);
                            Map<Entry.Key, Entry> kept = new LinkedHashMap<>();
                            for (Entry one : said) {
                                Boolean known = recorded.get(one.inference());
                                if (known == null ? Receipt.isYoung(one.inference(), now) : known) {
                                    kept.put(one.key(), one);
                                }
                            }
                            Set<UUID> stored = recorded.keySet();
                            return kept.isEmpty()
                                    ? Future.succeededFuture(new StoredFeedback(stored, Map.of()))
                                    : store(connection, kept, giver, written)
                                            .map(given -> new StoredFeedback(stored, given));
                        }));
    }

    /** Those that are recorded, and whether that giver may rate them. */
    private static Map<UUID, Boolean> mayBeRated(RowSet<Row> rows, Giver giver) {
        return StreamSupport.stream(rows.spliterator(), false)
                .collect(Collectors.toUnmodifiableMap(
                        row -> row.getUUID("id"), row -> giver.mayRate(row.getString("key_name"))));
    }

    private static Future<Map<Entry.Key, EntryResult>> store(
            SqlConnection connection, Map<Entry.Key, Entry> kept, Giver giver, Instant written) {
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
                .addArrayOfString(all.stream().map(one -> giver.key()).toArray(String[]::new))
                .addBoolean(giver.ownOnly())
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
                                .execute(Tuple.of(
                                        inference,
                                        recorded.size() > 0,
                                        StreamSupport.stream(recorded.spliterator(), false)
                                                .findFirst()
                                                .map(row -> row.getString("key_name"))
                                                .orElse(null)))
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
