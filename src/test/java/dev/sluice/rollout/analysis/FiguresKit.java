package dev.sluice.rollout.analysis;

import dev.sluice.experiment.statistics.RunningMoments;
import dev.sluice.record.InferenceRow;
import dev.sluice.rollout.Rollout;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Figures out of a real database; each test has an experiment of its own. */
abstract class FiguresKit {
    static final Instant NOW = Rollouts.START.plus(Duration.ofDays(2));

    final ExperimentTables tables;

    private final AnalysisRepository repository = new AnalysisRepository();
    final Map<String, RunningMoments> expected = new HashMap<>();

    FiguresKit(ExperimentTables tables) {
        this.tables = tables;
    }

    /** Of one stage or of two. */
    void outcome(
            ExperimentTables.Batch batch, String unit, String variant, int stage, Random random)
            throws SQLException {
        long[] all = new long[11];
        double confidences = 0;
        BigDecimal costs = BigDecimal.ZERO;
        int stages = 1 + random.nextInt(2);
        for (int i = 0; i < stages; i++) {
            long[] it = sums(random);
            double confidence = it[3] * random.nextDouble();
            BigDecimal cost = BigDecimal.valueOf(random.nextLong(1_000_000_000), 10);
            batch.outcome(
                    unit,
                    variant,
                    stage + i,
                    it[0] + 1,
                    it[0],
                    it[1],
                    it[2],
                    it[3],
                    confidence,
                    it[4],
                    it[5],
                    it[6],
                    it[7],
                    it[8],
                    it[9],
                    it[10],
                    cost);
            Arrays.setAll(all, k -> all[k] + it[k]);
            confidences += confidence;
            costs = costs.add(cost);
        }
        String cell = variant + " " + stage + " ";
        add(cell + "COMPLETION", (double) all[1], all[0]);
        add(cell + "ERRORS", (double) (all[0] - all[1]), all[0]);
        add(cell + "FALLBACKS", (double) all[2], all[0]);
        add(cell + "CONFIDENCE", confidences, all[3]);
        add(cell + "FIRST_TOKEN", all[5] / 1e6, all[4]);
        add(cell + "DURATION", all[7] / 1e6, all[6]);
        add(cell + "TOKENS", (double) all[9], all[8]);
        add(cell + "COST", costs.doubleValue(), all[10]);
    }

    private static long[] sums(Random random) {
        long ended = random.nextInt(6);
        long first = random.nextInt(3);
        long done = random.nextInt(3);
        long counted = random.nextInt(3);
        return new long[] {
            ended,
            random.nextLong(ended + 1),
            random.nextLong(ended + 1),
            random.nextInt(3),
            first,
            first * random.nextLong(1_000_000_000L),
            done,
            done * random.nextLong(90_000_000_000L),
            counted,
            counted * random.nextLong(5_000),
            random.nextInt(3)
        };
    }

    void add(String key, double sum, long of) {
        RunningMoments moments = expected.computeIfAbsent(key, ignored -> new RunningMoments());
        if (of > 0) {
            moments.add(sum / of);
        }
    }

    UUID served(String experiment, String unit, String variant, String assignment)
            throws SQLException {
        return served(experiment, unit, variant, 1, assignment);
    }

    UUID served(String experiment, String unit, String variant, int stage, String assignment)
            throws SQLException {
        return InferenceRow.at(Rollouts.START.plusSeconds(120))
                .set("experiment", experiment)
                .set("variant", variant)
                .set("stage", stage)
                .set("assignment", assignment)
                .set("unit", unit)
                .insert(tables.connection());
    }

    void rate(UUID inference, String name, double number) throws SQLException {
        tables.feedback(inference, name, number);
    }

    static Rollouts rollout(String id) {
        return new Rollouts().id(id);
    }

    Tally tally(Rollout rollout) throws Exception {
        return tables.with(connection -> repository.tally(connection, rollout, NOW));
    }
}
