package dev.sluice.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.statistics.GuardrailVerdict;
import dev.sluice.experiment.statistics.Limit;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.experiment.statistics.RunningMoments;
import dev.sluice.record.InferenceRow;
import dev.sluice.rollout.Findings.Shadow;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * What the database adds up, beside the same sums in plain Java; each test has an experiment of its
 * own.
 */
class AnalysisRepositoryTest {
    private static final Instant NOW = Rollouts.START.plus(Duration.ofDays(2));

    private static final State FULL = Rollouts.running(2, Duration.ZERO, false);

    private static ExperimentTables tables;

    private final AnalysisRepository repository = new AnalysisRepository();
    private final Map<String, RunningMoments> expected = new HashMap<>();

    @BeforeAll
    static void open() throws Exception {
        tables = new ExperimentTables("analysis_figures");
    }

    @AfterAll
    static void close() throws Exception {
        tables.close();
    }

    @Test
    void momentsOverUnitsAreThoseOfPlainJava() throws Exception {
        Random random = new Random(6);
        try (ExperimentTables.Batch batch = tables.batch("exact")) {
            for (int i = 0; i < 2_000; i++) {
                String variant = random.nextBoolean() ? "candidate" : "control";
                int stage = random.nextInt(2);
                batch.expose("u" + i, variant, stage, Rollouts.START.plusSeconds(i));
                outcome(batch, "u" + i, variant, stage, random);
            }
        }

        Tally tally = tally(rollout("exact").rollout());

        assertThat(tally.cells()).hasSize(4);
        assertThat(expected).hasSize(4 * 8);
        expected.forEach((key, plain) -> {
            String[] parts = key.split(" ");
            Metric.Source source = Metric.Source.valueOf(parts[2]);
            Moments moments = tally.cell(parts[0], Integer.parseInt(parts[1]))
                    .figure(Measure.of(source))
                    .moments();
            same(moments, plain.snapshot(), key);
        });
        assertThat(tally.enrolled("candidate") + tally.enrolled("control")).isEqualTo(2_000);
        assertThat(tally.lastServed()).isEqualTo(Rollouts.START.plusSeconds(1_999));
        assertThat(tally.conflicts()).isZero();
        assertThat(tally.perDay("candidate"))
                .isCloseTo(tally.enrolled("candidate") / 2.0, within(1e-9));
    }

    /** Of one stage or of two. */
    private void outcome(
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

    private void add(String key, double sum, long of) {
        RunningMoments moments = expected.computeIfAbsent(key, ignored -> new RunningMoments());
        if (of > 0) {
            moments.add(sum / of);
        }
    }

    @Test
    void smallDifferencesOfLargeNumbersAreNotLost() throws Exception {
        RunningMoments plain = new RunningMoments();
        try (ExperimentTables.Batch batch = tables.batch("large")) {
            for (int i = 0; i < 1_000; i++) {
                batch.expose("u" + i, "control", 0, Rollouts.START);
                batch.duration("u" + i, "control", 0, 1, 1_000_000_000_000L + i % 3);
                plain.add((1_000_000_000_000L + i % 3) / 1e6);
            }
        }

        Tally tally = tally(rollout("large").rollout());

        Moments moments = tally.cell("control", 0)
                .figure(Measure.of(Metric.Source.DURATION))
                .moments();
        assertThat(moments.squares()).isCloseTo(6.66e-10, within(2e-12));
        assertThat(plain.snapshot().squares()).isCloseTo(6.66e-10, within(2e-12));
    }

    @Test
    void whatIsTheSameForAllUnitsDoesNotVaryByRounding() throws Exception {
        try (ExperimentTables.Batch batch = tables.batch("same")) {
            for (int i = 0; i < 1_000; i++) {
                batch.expose("u" + i, "control", 0, Rollouts.START);
                batch.duration("u" + i, "control", 0, 3, 100_000);
            }
        }

        Figure figure = tally(rollout("same").rollout())
                .cell("control", 0)
                .figure(Measure.of(Metric.Source.DURATION));

        assertThat(figure.moments().units()).isEqualTo(1_000);
        assertThat(figure.moments().squares()).isZero();
        assertThat(figure.binary()).isFalse();
    }

    @Test
    void unitsWithoutAnOutcomeAreEnrolledAllTheSame() throws Exception {
        try (ExperimentTables.Batch batch = tables.batch("silent")) {
            batch.expose("a", "control", 0, Rollouts.START);
            batch.expose("b", "candidate", 1, Rollouts.START);
            batch.duration(
                    "b", "control", 1, 1,
                    5); // What another variant has served says nothing of its own.
        }

        Tally tally = tally(rollout("silent").rollout());

        assertThat(tally.enrolled("control", 0)).isEqualTo(1);
        assertThat(tally.enrolled("candidate", 1)).isEqualTo(1);
        assertThat(tally.cell("candidate", 1)
                        .figure(Measure.of(Metric.Source.DURATION))
                        .moments())
                .isEqualTo(Moments.NONE);
        assertThat(tally.conflicts()).isEqualTo(1);
    }

    @Test
    void theControlThatJoinsTheCandidateInTheFullStageIsNoConflict() throws Exception {
        try (ExperimentTables.Batch batch = tables.batch("joined")) {
            batch.expose("a", "control", 1, Rollouts.START);
            batch.duration("a", "control", 1, 1, 5);
            batch.duration("a", "candidate", 2, 1, 5);
        }
        assertThat(tally(rollout("joined").rollout()).conflicts()).isZero();

        try (ExperimentTables.Batch batch = tables.batch("joined")) {
            batch.expose("b", "control", 1, Rollouts.START);
            batch.duration("b", "candidate", 1, 1, 5);
            batch.expose("c", "candidate", 1, Rollouts.START);
            batch.duration("c", "control", 2, 1, 5);
        }
        assertThat(tally(rollout("joined").rollout()).conflicts()).isEqualTo(2);
        assertThat(tally(rollout("joined").state(FULL).rollout()).conflicts()).isEqualTo(2);
    }

    /**
     * With a holdback a part of the control stays, beside new units; what a unit was compared by
     * before stays as it was.
     */
    @Test
    void anIncidentInTheFullStageMovesNoRelativeLimitButAbsoluteOnes() throws Exception {
        try (ExperimentTables.Batch batch = tables.batch("incident")) {
            for (int i = 0; i < 800; i++) {
                String variant = i % 2 == 0 ? "control" : "candidate";
                batch.expose("u" + i, variant, 1, Rollouts.START);
                batch.duration("u" + i, variant, 1, 1, 1_000_000 + i % 9 * 1_000);
            }
        }
        Rollouts rollout = rollout("incident")
                .metrics("rating")
                .guardrail("latency > 2x", "latency", false, new Limit.Ratio(2))
                .guardrail("response > 3 s", "response", false, new Limit.Absolute(3));
        Tally quiet = tally(rollout.state(FULL).rollout());
        GuardrailVerdict relative = verdict(rollout, quiet, 0);
        assertThat(relative).isInstanceOf(GuardrailVerdict.Clear.class);
        assertThat(verdict(rollout, quiet, 1)).isInstanceOf(GuardrailVerdict.Clear.class);

        try (ExperimentTables.Batch batch = tables.batch("incident")) {
            for (int i = 0; i < 800; i++) {
                // The first forty of the control are the holdback.
                batch.duration(
                        "u" + i, i % 2 == 0 && i < 80 ? "control" : "candidate", 2, 1, 20_000_000);
            }
            for (int i = 800; i < 850; i++) {
                batch.expose("u" + i, "candidate", 2, Rollouts.START);
                batch.duration("u" + i, "candidate", 2, 1, 20_000_000);
            }
        }

        for (int holdback : new int[] {0, 1_000}) {
            Tally incident = tally(rollout.holdback(holdback).rollout());
            assertThat(verdict(rollout, incident, 0)).isInstanceOf(GuardrailVerdict.Clear.class);
            assertThat(verdict(rollout, incident, 0).sentence()).isEqualTo(relative.sentence());
            assertThat(verdict(rollout, incident, 1)).isInstanceOf(GuardrailVerdict.Crossed.class);
            assertThat(incident.besideControl().enrolled("candidate")).isEqualTo(450);
            assertThat(incident.besideControl().cell("candidate", 2).inferences())
                    .isEqualTo(50);
        }
    }

    @Test
    void whatIsSaidOfTheFullStageIsNotCompared() throws Exception {
        try (ExperimentTables.Batch batch = tables.batch("rated")) {
            for (String unit : new String[] {"a", "b"}) {
                batch.expose(unit, "candidate", 1, Rollouts.START);
            }
            batch.expose("c", "candidate", 2, Rollouts.START);
        }
        rate(served("rated", "a", "candidate", 1, "enrolled"), "rating", 4);
        rate(served("rated", "a", "candidate", 2, "enrolled"), "rating", 1);
        rate(served("rated", "b", "candidate", 2, "enrolled"), "rating", 1);
        rate(served("rated", "c", "candidate", 2, "enrolled"), "rating", 3);
        Rollouts rollout = rollout("rated").metrics("rating");

        Tally tally = tally(rollout.state(FULL).rollout());

        Measure rating = Measure.ofFeedback("rating");
        assertThat(tally.cell("candidate", 1).figure(rating).moments())
                .isEqualTo(new Moments(2, 1.75, 1.125));
        assertThat(tally.cell("candidate", 1).spoke()).isEqualTo(2);
        Tally beside = tally.besideControl();
        assertThat(beside.cell("candidate", 1).figure(rating).moments())
                .isEqualTo(new Moments(1, 4, 0));
        assertThat(beside.cell("candidate", 1).spoke()).isEqualTo(1);
        assertThat(beside.cell("candidate", 2).figure(rating).moments())
                .isEqualTo(new Moments(1, 3, 0));
        Tally before =
                tally(rollout.state(Rollouts.running(1, Duration.ZERO, false)).rollout());
        assertThat(before.besideControl().cells()).isEqualTo(before.cells());
    }

    @Test
    void unitsThatAreAllEnrolledAreStillServed() throws Exception {
        try (ExperimentTables.Batch batch = tables.batch("old")) {
            batch.expose("a", "candidate", 0, Rollouts.START);
            batch.duration("a", "candidate", 0, 1, 5);
            batch.duration("a", "candidate", 1, 1, 5);
        }
        assertThat(tally(rollout("old").rollout()).lastServed()).isEqualTo(Rollouts.START);

        tables.execute(
                "update unit_outcome set last_at = '2026-11-11T12:00:00Z' where experiment = "
                        + "'old' and stage = 1");

        assertThat(tally(rollout("old").rollout()).lastServed())
                .isEqualTo(Instant.parse("2026-11-11T12:00:00Z"));
    }

    @Test
    void feedbackIsAMeanOfEachUnit() throws Exception {
        try (ExperimentTables.Batch batch = tables.batch("said")) {
            for (String unit : new String[] {"a", "b", "c", "tests"}) {
                batch.expose(unit, "candidate", 1, Rollouts.START);
            }
        }
        rate(served("said", "a", "candidate", "enrolled"), "rating", 5);
        rate(served("said", "a", "candidate", "enrolled"), "rating", 2);
        rate(served("said", "b", "candidate", "enrolled"), "rating", 4);
        rate(served("said", "b", "candidate", "enrolled"), "resolved", 1);
        rate(served("said", "a", "candidate", "tester"), "rating", 1);
        rate(served("said", "a", "control", "enrolled"), "rating", 1);
        rate(served("said", "a", "candidate", "enrolled"), "polite", 1);
        rate(served("said", null, "candidate", "enrolled"), "rating", 3);
        rate(served("elsewhere", "b", "candidate", "enrolled"), "rating", 1);
        tables.feedback(served("said", "c", "candidate", "enrolled"), "resolved", null);

        Cell cell = tally(rollout("said").metrics("rating", "feedback.resolved").rollout())
                .cell("candidate", 1);

        RunningMoments ratings = new RunningMoments();
        ratings.add(3.5);
        ratings.add(4);
        ratings.add(3); // The key's name is the unit of a request that has no other.
        same(cell.figure(Measure.ofFeedback("rating")).moments(), ratings.snapshot(), "rating");
        assertThat(cell.figure(Measure.ofFeedback("resolved")))
                .isEqualTo(new Figure(new Moments(1, 1, 0), true));
        assertThat(cell.figures()).doesNotContainKey(Measure.ofFeedback("polite"));
        assertThat(cell.spoke()).isEqualTo(3);
        assertThat(cell.enrolled()).isEqualTo(4);
    }

    @Test
    void feedbackOfGuardrailsIsReadToo() throws Exception {
        try (ExperimentTables.Batch batch = tables.batch("guarded")) {
            batch.expose("a", "control", 0, Rollouts.START);
        }
        rate(served("guarded", "a", "control", "enrolled"), "accuracy", 1);

        Tally tally = tally(rollout("guarded")
                .guardrail("accuracy < 85 %", "accuracy", true, new Limit.Absolute(0.85))
                .rollout());

        assertThat(tally.cell("control", 0)
                        .figure(Measure.ofFeedback("accuracy"))
                        .moments()
                        .mean())
                .isEqualTo(1);
    }

    @Test
    void copiesAreComparedWithWhatWasServed() throws Exception {
        copy("completed", "completed", 1.0, 4_000_000, 2_000_000);
        copy("completed", "completed", 0.5, 2_000_000, 1_000_000);
        copy("upstream_failed", "completed", null, 9_000_000, 1_000_000);
        copy("completed", "upstream_timeout", null, 3_000_000, 60_000_000);
        copy("shutdown", "completed", null, 1_000_000, 1_000_000);

        ShadowPlan plan = new ShadowPlan(500, 1_000, null, Duration.ofDays(1));
        Tally tally = tally(rollout("copied").shadow(plan).rollout());

        assertThat(tally.shadow())
                .isEqualTo(new Shadow(
                        4,
                        1,
                        1,
                        0.75,
                        3.0,
                        1.5,
                        new BigDecimal("0.0500000000"),
                        new BigDecimal("0.1000000000")));
        assertThat(tally(rollout("copied").rollout()).shadow()).isNull();
        assertThat(tally(rollout("not-copied").shadow(plan).rollout()).shadow())
                .isEqualTo(new Shadow(0, 0, 0, Double.NaN, Double.NaN, Double.NaN, null, null));
    }

    @Test
    void anExperimentWithoutUnitsHasNoFigures() throws Exception {
        Tally tally = tally(rollout("empty").metrics("rating", "errors").rollout());

        assertThat(tally.cells()).isEmpty();
        assertThat(tally.lastServed()).isNull();
        assertThat(tally.perDay("candidate")).isZero();
    }

    private static void copy(
            String outcome, String served, Double similarity, long us, long servedUs)
            throws SQLException {
        UUID original = InferenceRow.at(Rollouts.START.plusSeconds(60))
                .set("outcome", served)
                .set("duration_us", servedUs)
                .set("cost", new BigDecimal("0.02"))
                .insert(tables.connection());
        InferenceRow.at(Rollouts.START.plusSeconds(61))
                .set("experiment", "copied")
                .set("variant", "candidate")
                .set("assignment", "shadow")
                .set("shadow_of", original)
                .set("similarity", similarity)
                .set("outcome", outcome)
                .set("duration_us", us)
                .set("cost", new BigDecimal("0.01"))
                .insert(tables.connection());
    }

    private static UUID served(String experiment, String unit, String variant, String assignment)
            throws SQLException {
        return served(experiment, unit, variant, 1, assignment);
    }

    private static UUID served(
            String experiment, String unit, String variant, int stage, String assignment)
            throws SQLException {
        return InferenceRow.at(Rollouts.START.plusSeconds(120))
                .set("experiment", experiment)
                .set("variant", variant)
                .set("stage", stage)
                .set("assignment", assignment)
                .set("unit", unit)
                .insert(tables.connection());
    }

    private static void rate(UUID inference, String name, double number) throws SQLException {
        tables.feedback(inference, name, number);
    }

    private static Rollouts rollout(String id) {
        return new Rollouts().id(id);
    }

    private static GuardrailVerdict verdict(Rollouts rollout, Tally tally, int guardrail) {
        return FindingsReader.findings(rollout.rollout(), tally, NOW)
                .guardrails()
                .get(guardrail)
                .verdict();
    }

    private Tally tally(Rollout rollout) throws Exception {
        return tables.with(connection -> repository.tally(connection, rollout, NOW));
    }

    private static void same(Moments moments, Moments plain, String what) {
        assertThat(moments.units()).as("units of %s", what).isEqualTo(plain.units());
        assertThat(moments.mean())
                .as("mean of %s", what)
                .isCloseTo(plain.mean(), within(1e-9 * (1 + plain.mean())));
        assertThat(moments.squares())
                .as("squares of %s", what)
                .isCloseTo(plain.squares(), within(1e-9 * (1 + plain.squares())));
    }
}
