package dev.sluice.rollout.analysis;

import static dev.sluice.rollout.analysis.Analyses.FIVE_PER_CENT;
import static dev.sluice.rollout.analysis.Analyses.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.definition.Monitoring;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.State;
import dev.sluice.vocabulary.Conclusion;
import dev.sluice.vocabulary.HoldKind;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** What an experiment waits for. */
class WaitsForTest {
    @Test
    void aStageMissesTimeUnitsApprovalAndEvidence() {
        StagePlan plan =
                new StagePlan(1_000, Duration.ofDays(3), 100, Monitoring.CLOSE, true, true);
        Rollouts rollout = new Rollouts()
                .stages(plan, Rollouts.stage(10_000, 1))
                .state(Rollouts.running(0, Duration.ofHours(21), false))
                .guardrail("errors > 5 %", "errors", false, FIVE_PER_CENT);
        Tally tally = new TallyBuilder()
                .units("candidate", 0, 120)
                .units("control", 0, 88)
                .build();

        assertThat(analysis(rollout, tally).missing())
                .containsExactly(
                        "2 d 3 h more in this stage",
                        "12 units of the control more",
                        "evidence against errors > 5 %",
                        "a person's approval");
    }

    @Test
    void aStageThatHasAllMissesNothing() {
        Tally tally = new TallyBuilder()
                .units("candidate", 0, 120)
                .units("control", 0, 118)
                .build();

        assertThat(analysis(
                                new Rollouts()
                                        .state(Rollouts.running(0, Duration.ofDays(3), false)),
                                tally)
                        .missing())
                .isEmpty();
    }

    @Test
    void theFullStageWaitsForNoControl() {
        Rollouts rollout = new Rollouts()
                .state(Rollouts.running(2, Duration.ofHours(23).plusSeconds(59 * 60 + 30), false));

        assertThat(analysis(rollout, new TallyBuilder().build()).missing())
                .containsExactly("30 s more in this stage", "100 units of the candidate more");
        assertThat(analysis(rollout.holdback(100), new TallyBuilder().build()).missing())
                .contains("100 units of the control more");
    }

    @Test
    void whatIsWrongIsMissingToo() {
        State.Position at = new State.Position(0, Rollouts.START, Duration.ofDays(3), false);
        Rollouts rollout = new Rollouts()
                .metrics("rating")
                .guardrail("errors > 5 %", "errors", false, FIVE_PER_CENT)
                .state(new State.Held(at, HoldKind.NO_TRAFFIC, "no traffic for an hour"));
        Tally tally = new TallyBuilder()
                .rate("candidate", 0, "errors", 300, 600)
                .rate("control", 0, "errors", 0, 800)
                .spoke("control", 0, 700)
                .build();

        assertThat(analysis(rollout, tally).missing())
                .satisfiesExactly(
                        it -> assertThat(it)
                                .isEqualTo("the problem that holds it to be solved: no traffic "
                                        + "for an hour"),
                        it -> assertThat(it)
                                .startsWith(
                                        "candidate to be rolled back: errors 50 % with 600 units; "
                                                + "errors > 5 % allows at most 5 %; it is crossed"),
                        it -> assertThat(it)
                                .startsWith("units as planned: The 1,400 units did not go"),
                        it -> assertThat(it)
                                .startsWith("feedback that can be compared: 0 of 600 units of "
                                        + "candidate"));
    }

    @Test
    void otherStatesMissSomebody() {
        Tally none = new TallyBuilder().build();
        State.Position at = new State.Position(0, Rollouts.START, Duration.ofDays(3), false);

        assertThat(analysis(new Rollouts().state(new State.Pending()), none).missing())
                .containsExactly("somebody to start it");
        assertThat(analysis(new Rollouts().state(new State.Paused(at, "holidays")), none)
                        .missing())
                .contains("somebody to resume it: holidays");
        assertThat(analysis(
                                new Rollouts()
                                        .state(new State.RolledBack(1, Conclusion.FAIL, "errors")),
                                none)
                        .missing())
                .isEmpty();
        assertThat(analysis(new Rollouts().withoutStages(), none).missing())
                .containsExactly(
                        "2,000 more of the 2,000 units that are planned",
                        "somebody to conclude it");
    }

    @Test
    void anExperimentWithoutStagesWaitsForTheUnitsThatArePlanned() {
        TallyBuilder tally = new TallyBuilder().units("candidate", 0, 990);

        assertThat(analysis(
                                new Rollouts().withoutStages(),
                                tally.units("control", 0, 1_009).build())
                        .missing())
                .containsExactly(
                        "1 more of the 2,000 units that are planned", "somebody to conclude it");
        assertThat(analysis(
                                new Rollouts().withoutStages(),
                                tally.units("control", 0, 1_010).build())
                        .missing())
                .containsExactly("somebody to conclude it");
    }

    @Test
    void theShadowMissesItsTime() {
        Rollouts rollout = new Rollouts()
                .shadow(new ShadowPlan(500, 1_000, null, Duration.ofHours(5)))
                .state(Rollouts.running(0, Duration.ofMinutes(10), false));
        Tally tally = new TallyBuilder()
                .shadow(new Findings.Shadow(
                        0, 0, 0, Double.NaN, Double.NaN, Double.NaN, null, null))
                .build();

        Analysis analysis = analysis(rollout, tally);

        assertThat(analysis.missing())
                .containsExactly("4 h 50 min more in this stage", "a copy that was answered");
        assertThat(analysis.shadow())
                .isEqualTo(new Analysis.ShadowView(0, 0, 0, null, null, null, null, null));
        assertThat(analysis.detectable()).isEmpty();
    }

    @Test
    void aShadowThatIsSpentMissesNothing() {
        Rollouts rollout = new Rollouts()
                .shadow(new ShadowPlan(500, 1_000, null, Duration.ofHours(5)))
                .state(Rollouts.running(0, Duration.ofMinutes(10), false));
        Tally tally = new TallyBuilder()
                .shadow(new Findings.Shadow(1_000, 0, 0, 0.9, 1, 1, null, null))
                .build();

        assertThat(analysis(rollout, tally).missing()).isEmpty();
    }
}
