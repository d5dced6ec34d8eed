package dev.sluice.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.statistics.Limit;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.experiment.statistics.RunningMoments;
import dev.sluice.record.InferenceRow;
import dev.sluice.rollout.Findings.Shadow;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the database adds up, beside the same sums in plain Java; each test has an experiment of its own. */
class AnalysisRepositoryTest {
    private static final Instant NOW = Rollouts.START.plus(Duration.ofDays(2));

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
        assertThat(tally.lastExposure()).isEqualTo(Rollouts.START.plusSeconds(1_999));
        assertThat(tally.conflicts()).isZero();
        assertThat(tally.perDay("candidate")).isCloseTo(tally.enrolled("candidate") / 2.0, within(1e-9));
    }

    private void outcome(ExperimentTables.Batch batch, String unit, String variant, int stage, Random random)
            throws SQLException {
        long ended = random.nextInt(6);
        long completed = ended == 0 ? 0 : random.nextLong(ended + 1);
        long fallbacks = ended == 0 ? 0 : random.nextLong(ended + 1);
        long confident = random.nextInt(3);
        double confidence = confident * random.nextDouble();
        long first = random.nextInt(3);
        long firstUs = first * random.nextLong(1_000_000_000L);
        long done = random.nextInt(3);
        long doneUs = done * random.nextLong(90_000_000_000L);
        long counted = random.nextInt(3);
        long tokens = counted * random.nextLong(5_000);
        long priced = random.nextInt(3);
        BigDecimal cost = BigDecimal.valueOf(random.nextLong(1_000_000_000), 10);
        batch.outcome(
                unit,
                variant,
                ended + 1,
                ended,
                completed,
                fallbacks,
                confident,
                confidence,
                first,
                firstUs,
                done,
                doneUs,
                counted,
                tokens,
                priced,
                cost);
        String cell = variant + " " + stage + " ";
        add(cell + "COMPLETION", completed, ended);
        add(cell + "ERRORS", ended - completed, ended);
        add(cell + "FALLBACKS", fallbacks, ended);
        add(cell + "CONFIDENCE", confidence, confident);
        add(cell + "FIRST_TOKEN", firstUs / 1e6, first);
        add(cell + "DURATION", doneUs / 1e6, done);
        add(cell + "TOKENS", tokens, counted);
        add(cell + "COST", cost.doubleValue(), priced);
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
                batch.duration("u" + i, "control", 1, 1_000_000_000_000L + i % 3);
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
                batch.duration("u" + i, "control", 3, 100_000);
            }
        }

        Figure figure = tally(rollout("same").rollout()).cell("control", 0).figure(Measure.of(Metric.Source.DURATION));

        assertThat(figure.moments().units()).isEqualTo(1_000);
        assertThat(figure.moments().squares()).isZero();
        assertThat(figure.binary()).isFalse();
    }

    @Test
    void unitsWithoutAnOutcomeAreEnrolledAllTheSame() throws Exception {
        try (ExperimentTables.Batch batch = tables.batch("silent")) {
            batch.expose("a", "control", 0, Rollouts.START);
            batch.expose("b", "candidate", 1, Rollouts.START);
            batch.duration("b", "control", 1, 5); // What another variant has served says nothing of its own.
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
            batch.duration("a", "control", 1, 5);
            batch.duration("a", "candidate", 1, 5);
            batch.expose("b", "candidate", 1, Rollouts.START);
            batch.duration("b", "candidate", 1, 5);
            batch.duration("b", "control", 1, 5);
        }
        State full = Rollouts.running(2, Duration.ZERO, false);

        assertThat(tally(rollout("joined").rollout()).conflicts()).isEqualTo(2);
        assertThat(tally(rollout("joined").state(full).rollout()).conflicts()).isEqualTo(1);
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
        assertThat(cell.figure(Measure.ofFeedback("resolved"))).isEqualTo(new Figure(new Moments(1, 1, 0), true));
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
                        4, 1, 1, 0.75, 3.0, 1.5, new BigDecimal("0.0500000000"), new BigDecimal("0.1000000000")));
        assertThat(tally(rollout("copied").rollout()).shadow()).isNull();
        assertThat(tally(rollout("not-copied").shadow(plan).rollout()).shadow())
                .isEqualTo(new Shadow(0, 0, 0, Double.NaN, Double.NaN, Double.NaN, null, null));
    }

    @Test
    void anExperimentWithoutUnitsHasNoFigures() throws Exception {
        Tally tally = tally(rollout("empty").metrics("rating", "errors").rollout());

        assertThat(tally.cells()).isEmpty();
        assertThat(tally.lastExposure()).isNull();
        assertThat(tally.perDay("candidate")).isZero();
    }

    private static void copy(String outcome, String served, Double similarity, long us, long servedUs)
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

    private static UUID served(String experiment, String unit, String variant, String assignment) throws SQLException {
        return InferenceRow.at(Rollouts.START.plusSeconds(120))
                .set("experiment", experiment)
                .set("variant", variant)
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

    private Tally tally(Rollout rollout) throws Exception {
        return tables.with(connection -> repository.tally(connection, rollout, NOW));
    }

    private static void same(Moments moments, Moments plain, String what) {
        assertThat(moments.units()).as("units of %s", what).isEqualTo(plain.units());
        assertThat(moments.mean()).as("mean of %s", what).isCloseTo(plain.mean(), within(1e-9 * (1 + plain.mean())));
        assertThat(moments.squares())
                .as("squares of %s", what)
                .isCloseTo(plain.squares(), within(1e-9 * (1 + plain.squares())));
    }
}
