package dev.sluice.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.statistics.Limit;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.experiment.statistics.RunningMoments;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.Random;
import java.util.UUID;

/**
 * What the database adds up, beside the same sums in plain Java; each test has an experiment of its
 * own.
 */
class AnalysisRepositoryTest extends FiguresKit {
    private static ExperimentTables opened;

    AnalysisRepositoryTest() {
        super(opened);
    }

    @BeforeAll
    static void open() throws Exception {
        opened = new ExperimentTables("analysis_figures");
    }

    @AfterAll
    static void close() throws Exception {
        opened.close();
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
        rateOwnOnly(
                served("said", "b", "candidate", "enrolled"), 4, "tests"); // The key that asked.
        rateOwnOnly(served("said", "b", "candidate", "enrolled"), 1, "another");

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

    /** Before the record, by a key that may rate only what it asked itself. */
    private void rateOwnOnly(UUID inference, double number, String key) throws SQLException {
        rate(inference, "rating", number);
        tables.execute("update feedback set own_only = true, key_name = '" + key
                + "' where inference_id = '" + inference + "'");
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
    void anExperimentWithoutUnitsHasNoFigures() throws Exception {
        Tally tally = tally(rollout("empty").metrics("rating", "errors").rollout());

        assertThat(tally.cells()).isEmpty();
        assertThat(tally.lastServed()).isNull();
        assertThat(tally.perDay("candidate")).isZero();
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
