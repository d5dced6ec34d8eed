package dev.sluice.feedback;

import dev.sluice.vocabulary.FeedbackKind;
import dev.sluice.vocabulary.Word;

import io.vertx.sqlclient.Row;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A summary of feedback on models, those with the most feedback first.
 *
 * @param complete false when there are more names of values than are shown
 */
record Summary(
        String object,
        Instant since,
        @Nullable Instant until,
        boolean complete,
        List<OfModel> data) {
    /**
     * The feedback on one model on one route. Rating and thumbs are null and values are missing
     * when there are none.
     *
     * @param model name in {@code sluice.yaml} of the model that answered; null when none did
     * @param n number of feedback entries
     * @param inferences number of answers with feedback
     * @param units number of different users, as far as known
     */
    record OfModel(
            @Nullable String route,
            @Nullable String model,
            long n,
            long inferences,
            long units,
            @Nullable Mean rating,
            @Nullable Thumbs thumbs,
            List<Value> values) {}

    /**
     * A mean and the number of values behind it.
     *
     * @param deviation the sample's standard deviation; null with fewer than two values
     */
    record Mean(long n, double mean, @Nullable Double deviation) {}

    /**
     * The share of thumbs that were up.
     *
     * @param up from 0 to 1
     */
    record Thumbs(long n, double up) {}

    /**
     * A named value.
     *
     * @param mean for truth, the share of true; null for texts
     */
    record Value(
            String name,
            Word<FeedbackKind> kind,
            long n,
            @Nullable Double mean,
            @Nullable Double deviation) {}

    private record Key(@Nullable String route, @Nullable String model) {}

    /** Adds up the lines of {@link SummaryFilter#sql}. */
    static Summary of(SummaryFilter filter, Iterable<Row> lines) {
        Map<Key, Draft> models = new LinkedHashMap<>();
        int taken = 0;
        for (Row line : lines) {
            if (++taken > SummaryFilter.LINES_MAX) {
                break;
            }
            models.computeIfAbsent(
                            new Key(line.getString("route"), line.getString("model")),
                            ignored -> new Draft())
                    .add(line);
        }
        return new Summary(
                "list",
                filter.since(),
                filter.until(),
                taken <= SummaryFilter.LINES_MAX,
                models.entrySet().stream()
                        .map(entry -> entry.getValue().of(entry.getKey()))
                        .toList());
    }

    /** A model's summary while its lines are being read. */
    private static final class Draft {
        private final List<Value> values = new ArrayList<>();
        private long n;
        private long inferences;
        private long units;
        private @Nullable Mean rating;
        private @Nullable Thumbs thumbs;

        void add(Row line) {
            long count = line.getLong("n");
            if (line.getInteger("total") == 1) {
                n = count;
                inferences = line.getLong("inferences");
                units = line.getLong("units");
                return;
            }
            Double mean = line.getDouble("mean");
            Double deviation = line.getDouble("deviation");
            Word<FeedbackKind> kind = FeedbackKind.WORDS.word(line.getString("kind"));
            switch (kind.known()) {
                case RATING -> rating = new Mean(count, known(mean), deviation);
                case THUMBS -> thumbs = new Thumbs(count, known(mean));
                case COMMENT -> values.add(new Value(kind.label(), kind, count, null, null));
                case NUMBER, TRUTH, TEXT, UNKNOWN ->
                    values.add(new Value(line.getString("name"), kind, count, mean, deviation));
            }
        }

        OfModel of(Key key) {
            return new OfModel(
                    key.route(),
                    key.model(),
                    n,
                    inferences,
                    units,
                    rating,
                    thumbs,
                    List.copyOf(values));
        }

        private static double known(@Nullable Double mean) {
            return mean == null ? 0 : mean;
        }
    }
}
