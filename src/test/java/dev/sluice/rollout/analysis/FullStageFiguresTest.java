package dev.sluice.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.statistics.GuardrailVerdict;
import dev.sluice.experiment.statistics.Limit;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.rollout.State;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

/** What the database adds up of the stage that serves everybody. */
class FullStageFiguresTest extends FiguresKit {
    private static ExperimentTables opened;

    private static final State FULL = Rollouts.running(2, Duration.ZERO, false);

    FullStageFiguresTest() {
        super(opened);
    }

    @BeforeAll
    static void open() throws Exception {
        opened = new ExperimentTables("full_stage_figures");
    }

    @AfterAll
    static void close() throws Exception {
        opened.close();
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

    private static GuardrailVerdict verdict(Rollouts rollout, Tally tally, int guardrail) {
        return FindingsReader.findings(rollout.rollout(), tally, NOW)
                .guardrails()
                .get(guardrail)
                .verdict();
    }
}
