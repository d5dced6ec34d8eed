package dev.sluice.rollout.control;

import static dev.sluice.rollout.control.Rollouts.LAST;
import static dev.sluice.rollout.control.Rollouts.at;
import static dev.sluice.rollout.control.Rollouts.in;
import static dev.sluice.rollout.control.Rollouts.plan;
import static dev.sluice.rollout.control.RuleKit.DAYS_3;
import static dev.sluice.rollout.control.RuleKit.NOW;
import static dev.sluice.rollout.control.RuleKit.PLAN;
import static dev.sluice.rollout.control.RuleKit.decide;
import static dev.sluice.rollout.control.RuleKit.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.experiment.definition.Monitoring;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Held;
import dev.sluice.rollout.State.Paused;
import dev.sluice.rollout.State.Pending;
import dev.sluice.rollout.State.Position;
import dev.sluice.rollout.State.Running;
import dev.sluice.rollout.control.Decision.Advance;
import dev.sluice.rollout.control.Decision.Complete;
import dev.sluice.rollout.control.Decision.Hold;
import dev.sluice.rollout.control.Decision.Resume;
import dev.sluice.rollout.control.Decision.RollBack;
import dev.sluice.rollout.control.Decision.Stay;
import dev.sluice.rollout.control.RuleKit.Figures;
import dev.sluice.vocabulary.Conclusion;
import dev.sluice.vocabulary.HoldKind;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** When a stage goes on, and what takes it back. */
class RolloutRulesTest {
    @Test
    void goesOnWhenTimeAndUnitsAreThere() {
        Running running = new Running(at(0, DAYS_3));

        Decision decision = RolloutRules.decide(in(running, PLAN), figures().of(), NOW);

        assertThat(decision)
                .isEqualTo(new Advance(
                        "All that stage 1 of 2 (10 %) needs is there: 3 d watched, 1,000 "
                                + "units of the"
                                + " candidate and 1,000 of the control, and no guardrail "
                                + "is crossed."));
        assertThat(decision.after(running, NOW))
                .isEqualTo(new Running(new Position(1, NOW, Duration.ZERO, false)));
    }

    @Test
    void saysWhatIsMissing() {
        Decision decision = RolloutRules.decide(
                in(new Running(at(0, Duration.ofHours(21))), PLAN),
                figures().units(99, 88).of(),
                NOW);

        assertThat(decision)
                .isEqualTo(new Stay(
                        "time, units",
                        "Stage 1 of 2 (10 %) goes on; missing: 2 d 3 h more in this stage; 1 unit "
                                + "of the candidate more;"
                                + " 12 units of the control more."));
    }

    @Test
    void waitsForAPersonWhereOneMustAgree() {
        StagePlan asked = new StagePlan(1_000, DAYS_3, 100, Monitoring.CLOSE, true, false);

        assertThat(decide(new Running(at(0, DAYS_3)), plan(asked, LAST), figures()))
                .isEqualTo(new Stay(
                        "approval", "Stage 1 of 2 (10 %) goes on; missing: a person's approval."));
        assertThat(decide(new Running(at(0, DAYS_3).approve()), plan(asked, LAST), figures()))
                .isInstanceOf(Advance.class);
        assertThat(decide(new Running(at(0, Duration.ofDays(40))), plan(asked, LAST), figures()))
                .isInstanceOf(Stay.class);
    }

    @Test
    void waitsForEvidenceWhereItIsAsked() {
        StagePlan strict = new StagePlan(1_000, DAYS_3, 100, Monitoring.CLOSE, false, true);

        assertThat(decide(
                        new Running(at(0, DAYS_3)),
                        plan(strict, LAST),
                        figures().errors(30, 30)))
                .isEqualTo(new Stay(
                        "evidence",
                        "Stage 1 of 2 (10 %) goes on; missing: evidence against "
                                + "errors_rise > 2 %."));
        assertThat(decide(
                        new Running(at(0, DAYS_3)),
                        plan(strict, LAST),
                        figures().errors(3, 30)))
                .isInstanceOf(Advance.class);
    }

    @Test
    void theLastStageNeedsNoControlThatItDoesNotHave() {
        StagePlan all = new StagePlan(10_000, DAYS_3, 100, Monitoring.LIGHT, false, false);

        assertThat(decide(new Running(at(0, DAYS_3)), plan(all), figures().units(100, 0)))
                .isEqualTo(new Complete(
                        "candidate",
                        Conclusion.PASS,
                        "All that stage 1 of 1 (100 %) needs is there: 3 d watched, 100 units of "
                                + "the candidate and 0 of"
                                + " the control, and no guardrail is crossed. It was the last "
                                + "stage: everybody is served"
                                + " candidate."));
    }

    @Test
    void unitsThatNobodyAskedForAreNotCounted() {
        StagePlan all = new StagePlan(10_000, DAYS_3, 0, Monitoring.LIGHT, false, false);

        assertThat(decide(new Running(at(0, DAYS_3)), plan(all), figures().units(0, 0)))
                .isEqualTo(new Complete(
                        "candidate",
                        Conclusion.PASS,
                        "All that stage 1 of 1 (100 %) needs is there: 3 d watched, and no "
                                + "guardrail is crossed. It was"
                                + " the last stage: everybody is served candidate."));
    }

    @Test
    void aCrossedGuardrailTakesBackFromEveryState() {
        Figures bad = figures().errors(200, 50).conflicts(900).shift("shifted");
        for (State state : List.of(
                new Running(at(0, DAYS_3)),
                new Held(at(0, DAYS_3), HoldKind.SAMPLE_RATIO, "sample ratio: p"),
                new Paused(at(0, DAYS_3), "lunch"))) {
            Decision decision = decide(state, PLAN, bad);

            assertThat(decision).isInstanceOfSatisfying(RollBack.class, back -> {
                assertThat(back.outcome()).isEqualTo(Conclusion.FAIL);
                assertThat(back.sentence())
                        .startsWith(
                                "candidate: errors 15 points higher (20 % against 5 %, with 1,000 "
                                        + "units each); errors_rise > 2 % allows 2 points more; "
                                        + "it is crossed by at least 8.");
            });
        }
    }

    @Test
    void aHoldbackIsAControlThatTheLastStageNeeds() {
        StagePlan all = new StagePlan(10_000, DAYS_3, 100, Monitoring.LIGHT, false, false);
        RolloutPlan heldBack = new RolloutPlan(null, List.of(all), 500, Rollouts.THEN_HOLD);

        assertThat(decide(new Running(at(0, DAYS_3)), heldBack, figures().units(100, 0)))
                .isEqualTo(new Stay(
                        "units",
                        "Stage 1 of 1 (100 %) goes on; missing: 100 units of the control more."));
    }

    @Test
    void anExperimentWithoutStagesNeverGoesOn() {
        assertThat(decide(new Running(at(0, Duration.ofDays(900))), null, figures()))
                .isEqualTo(new Stay(
                        "nothing",
                        "No guardrail is crossed; it has no stages, and goes on until a "
                                + "person ends it."));
        assertThat(decide(new Running(at(0, DAYS_3)), null, figures().ratio(1_200, 800)))
                .isInstanceOf(Hold.class);
        assertThat(decide(
                        new Held(at(0, DAYS_3), HoldKind.NO_TRAFFIC, "no traffic: so"),
                        null,
                        figures()))
                .isInstanceOf(Resume.class);
    }

    @Test
    void whatPeopleHavePausedStaysPaused() {
        assertThat(decide(new Paused(at(0, DAYS_3), "lunch"), PLAN, figures().ratio(1_200, 800)))
                .isEqualTo(new Stay("paused", "Paused (lunch): nobody new is enrolled."));
    }

    @Test
    void whatHasNotBegunIsNotDecidedAbout() {
        assertThatThrownBy(() -> decide(new Pending(), PLAN, figures()))
                .hasMessage("the state of slang-v2 is pending (expected: running, held or paused)");
    }
}
