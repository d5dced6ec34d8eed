package dev.sluice.rollout.analysis;

import static dev.sluice.rollout.analysis.FindingsKit.DROP;
import static dev.sluice.rollout.analysis.FindingsKit.FIVE_PER_CENT;
import static dev.sluice.rollout.analysis.FindingsKit.FULL;
import static dev.sluice.rollout.analysis.FindingsKit.findings;
import static dev.sluice.rollout.analysis.FindingsKit.only;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.statistics.GuardrailVerdict;

import org.junit.jupiter.api.Test;

/** What the figures come to in the stage that serves everybody. */
class FullStageFindingsTest {
    @Test
    void inTheFullStageWithoutAHoldbackEverybodyIsTheCandidates() {
        Tally tally = new TallyBuilder()
                .units("candidate", 1, 500)
                .units("control", 1, 500)
                .units("candidate", 2, 900)
                .build();

        assertThat(findings(new Rollouts().state(FULL), tally).ratio().isBroken())
                .isFalse();
        assertThat(findings(new Rollouts().state(FULL).holdback(500), tally)
                        .ratio()
                        .isBroken())
                .isTrue();
    }

    @Test
    void inTheFullStageRelativeLimitsGoByTheStagesBefore() {
        TallyBuilder before = new TallyBuilder()
                .mean("candidate", 1, "rating", 800, 4.0, 1)
                .mean("control", 1, "rating", 800, 4.0, 1);
        Rollouts rollout =
                new Rollouts().state(FULL).guardrail("rating_drop > 0.3", "rating", true, DROP);
        GuardrailVerdict then = only(rollout, before.build());

        Tally now = before.mean("candidate", 2, "rating", 5_000, 1.0, 1).build();

        assertThat(then).isInstanceOf(GuardrailVerdict.Clear.class);
        assertThat(only(rollout, now)).isEqualTo(then);
    }

    @Test
    void inTheFullStageAbsoluteLimitsGoOnWithNewUnits() {
        TallyBuilder before = new TallyBuilder()
                .rate("candidate", 1, "errors", 8, 800)
                .rate("control", 1, "errors", 8, 800);
        Rollouts rollout = new Rollouts()
                .state(FULL)
                .guardrail("errors > 5 %", "errors", false, FIVE_PER_CENT);
        assertThat(only(rollout, before.build())).isInstanceOf(GuardrailVerdict.Clear.class);

        Tally now = before.rate("candidate", 2, "errors", 1_000, 2_000).build();

        assertThat(only(rollout, now))
                .isInstanceOfSatisfying(
                        GuardrailVerdict.Crossed.class,
                        crossed -> assertThat(crossed.figures().candidate().units())
                                .isEqualTo(2_800));
    }

    @Test
    void aHoldbackIsAControlOfTheFullStage() {
        Tally tally = new TallyBuilder()
                .mean("candidate", 2, "rating", 5_000, 1.0, 1)
                .mean("control", 2, "rating", 300, 4.0, 1)
                .build();

        assertThat(only(
                        new Rollouts()
                                .state(FULL)
                                .holdback(500)
                                .guardrail("rating_drop > 0.3", "rating", true, DROP),
                        tally))
                .isInstanceOf(GuardrailVerdict.Crossed.class);
    }
}
