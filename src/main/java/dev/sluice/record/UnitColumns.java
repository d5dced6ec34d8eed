package dev.sluice.record;

import static dev.sluice.record.Column.big;
import static dev.sluice.record.Column.insert;
import static dev.sluice.record.Column.real;
import static dev.sluice.record.Column.small;
import static dev.sluice.record.Column.text;
import static dev.sluice.record.Column.tuple;

import dev.sluice.vocabulary.Outcome;

import io.vertx.sqlclient.Tuple;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What a batch of inferences adds to its experiments: the exposure of each unit, which is its first
 * inference, and the sums of each unit. Only enrolled units count.
 *
 * <p>Rows are in the order of their keys, exposures before sums, so that two replicas that write
 * the same units wait for each other without a deadlock.
 */
final class UnitColumns {
    /**
     * The most that one inference adds to a sum, so that no figure reported by an upstream can make
     * it overflow.
     */
    private static final long MOST = 1_000_000_000_000L;

    private static final BigDecimal MOST_COST = BigDecimal.valueOf(1_000_000);

    private record Exposure(UnitKey key, Served served, InferenceRecord first) {}

    private static final List<Column<Exposure>> EXPOSURE = List.of(
            text("experiment", row -> row.key.experiment()),
            text("unit", row -> row.key.unit()),
            text("variant", row -> row.served.variant()),
            small("stage", row -> row.served.stage()),
            new Column<>("inference_id", "uuid", UUID.class, row -> row.first.id()),
            new Column<>(
                    "exposed_at",
                    "timestamptz",
                    OffsetDateTime.class,
                    row -> row.first.request().startedAt().atOffset(ZoneOffset.UTC)));

    private static final List<Column<Sum>> OUTCOME = List.of(
            text("experiment", row -> row.key.experiment()),
            text("unit", row -> row.key.unit()),
            text("variant", row -> row.part.variant()),
            small("stage", row -> row.part.stage()),
            big("inferences", row -> row.inferences),
            big("ended", row -> row.ended),
            big("completed", row -> row.completed),
            big("fallbacks", row -> row.fallbacks),
            big("confidence_n", row -> row.confidences),
            real("confidence_sum", row -> row.confidence),
            big("first_token_n", row -> row.firstTokens),
            big("first_token_us", row -> row.firstTokenMicros),
            big("duration_n", row -> row.durations),
            big("duration_us", row -> row.durationMicros),
            big("tokens_n", row -> row.tokenCounts),
            big("tokens", row -> row.tokens),
            big("cost_n", row -> row.costs),
            new Column<>("cost", "numeric", BigDecimal.class, row -> row.cost),
            new Column<>(
                    "last_at",
                    "timestamptz",
                    OffsetDateTime.class,
                    row -> row.last.atOffset(ZoneOffset.UTC)));

    /** Returns the variants of the units that were new. */
    static final String EXPOSURES =
            insert("exposure", EXPOSURE) + " on conflict do nothing returning experiment, variant";

    static final String OUTCOMES = insert("unit_outcome", OUTCOME)
            + " on conflict (experiment, unit, variant, stage) do update set "
            + OUTCOME.stream()
                    .map(Column::name)
                    .filter(name -> !Set.of("experiment", "unit", "variant", "stage", "last_at")
                            .contains(name))
                    .map(name -> name + " = unit_outcome." + name + " + excluded." + name)
                    .collect(Collectors.joining(", "))
            + ", last_at = greatest(unit_outcome.last_at, excluded.last_at)";

    private final List<Exposure> exposures;
    private final List<Sum> sums;

    private UnitColumns(Collection<Exposure> exposures, Collection<Sum> sums) {
        this.exposures = List.copyOf(exposures);
        this.sums = List.copyOf(sums);
    }

    /**
     * Adds up a batch.
     *
     * @param enrolled inferences that have just been stored, all of enrolled units
     * @param missing units whose exposure may not be stored yet
     */
    static UnitColumns of(List<BatchColumns.Inference> enrolled, Set<UnitKey> missing) {
        SortedMap<UnitKey, Exposure> exposures = new TreeMap<>();
        SortedMap<UnitKey, SortedMap<Part, Sum>> sums = new TreeMap<>();
        for (BatchColumns.Inference row : enrolled) {
            UnitKey key = key(row);
            Served served = served(row);
            if (missing.contains(key)) {
                exposures.merge(key, new Exposure(key, served, row.it()), UnitColumns::first);
            }
            sums.computeIfAbsent(key, ignored -> new TreeMap<>())
                    .computeIfAbsent(
                            new Part(served.variant(), served.stage()), part -> new Sum(key, part))
                    .add(row);
        }
        List<Sum> all = new ArrayList<>();
        sums.values().forEach(parts -> all.addAll(parts.values()));
        return new UnitColumns(exposures.values(), all);
    }

    /** The unit of an enrolled inference. */
    static UnitKey key(BatchColumns.Inference row) {
        return new UnitKey(
                Objects.requireNonNull(Column.storable(served(row).experiment())),
                Objects.requireNonNull(Column.storable(row.it().routing().unit())));
    }

    boolean isEmpty() {
        return sums.isEmpty();
    }

    boolean hasExposures() {
        return !exposures.isEmpty();
    }

    Tuple exposures() {
        return tuple(EXPOSURE, exposures);
    }

    Tuple outcomes() {
        return tuple(OUTCOME, sums);
    }

    private static Served served(BatchColumns.Inference row) {
        return Objects.requireNonNull(row.it().routing().served());
    }

    /** Returns the earlier one: ids begin with their time. */
    private static Exposure first(Exposure one, Exposure other) {
        // As text, since UUIDs compare signed.
        return one.first.id().toString().compareTo(other.first.id().toString()) <= 0 ? one : other;
    }

    /**
     * A unit's sums are kept apart by this: a unit may meet two variants, and meets most stages.
     */
    private record Part(String variant, int stage) implements Comparable<Part> {
        private static final Comparator<Part> ORDER =
                Comparator.comparing(Part::variant).thenComparingInt(Part::stage);

        @Override
        public int compareTo(Part other) {
            return ORDER.compare(this, other);
        }
    }

    /** The sums of a unit's inferences of one variant in one stage. */
    private static final class Sum {
        private final UnitKey key;
        private final Part part;
        private long inferences;
        private long ended;
        private long completed;
        private long fallbacks;
        private long confidences;
        private double confidence;
        private long firstTokens;
        private long firstTokenMicros;
        private long durations;
        private long durationMicros;
        private long tokenCounts;
        private long tokens;
        private long costs;
        private BigDecimal cost = BigDecimal.ZERO;
        private Instant last = Instant.MIN;

        Sum(UnitKey key, Part part) {
            this.key = key;
            this.part = part;
        }

        void add(BatchColumns.Inference row) {
            InferenceRecord it = row.it();
            inferences++;
            last = it.request().startedAt().isAfter(last) ? it.request().startedAt() : last;
            if (Outcome.ENDED.contains(it.ending().outcome())) {
                ended++;
                fallbacks += row.fallbacks() > 0 ? 1 : 0;
            }
            if (it.ending().outcome() == Outcome.COMPLETED) {
                completed++;
                durations++;
                durationMicros += micros(it.ending().times().duration());
            }
            if (it.ending().times().firstToken() >= 0) {
                firstTokens++;
                firstTokenMicros += micros(it.ending().times().firstToken());
            }
            addAnswer(row.answered());
            if (row.cost() != null) {
                costs++;
                cost = cost.add(row.cost().min(MOST_COST));
            }
        }

        private void addAnswer(@Nullable AttemptRecord answered) {
            if (answered == null) {
                return;
            }
            if (answered.ending().tokens().completion() >= 0) {
                tokenCounts++;
                tokens += Math.min(answered.ending().tokens().completion(), MOST);
            }
            Judgement judgement = answered.judgement();
            if (judgement != null && Double.isFinite(judgement.confidence())) {
                confidences++;
                confidence += judgement.confidence();
            }
        }

        private static long micros(long nanos) {
            return Math.clamp(nanos / 1_000, 0, MOST);
        }
    }
}
