package dev.sluice.rollout.control;

import static dev.sluice.rollout.control.Rollouts.LAST;
import static dev.sluice.rollout.control.Rollouts.at;
import static dev.sluice.rollout.control.Rollouts.plan;
import static dev.sluice.rollout.control.RuleKit.DAYS_3;
import static dev.sluice.rollout.control.RuleKit.NOW;
import static dev.sluice.rollout.control.RuleKit.PLAN;
import static dev.sluice.rollout.control.RuleKit.decide;
import static dev.sluice.rollout.control.RuleKit.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.definition.Monitoring;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Held;
import dev.sluice.rollout.State.Position;
import dev.sluice.rollout.State.Running;
import dev.sluice.rollout.control.Decision.Advance;
import dev.sluice.rollout.control.Decision.Hold;
import dev.sluice.rollout.control.Decision.Resume;
import dev.sluice.rollout.control.Decision.Stay;
import dev.sluice.vocabulary.HoldKind;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** What holds a rollout until it is gone. */
class HoldRulesTest {
    @Test
    void doubtfulFiguresHoldAndResumeByThemselves() {
        Running running = new Running(at(0, DAYS_3));

        Decision hold = decide(running, PLAN, figures().conflicts(6));

        State held = hold.after(running, NOW);
        assertThat(held)
                .isEqualTo(new Held(
                        at(0, DAYS_3),
                        HoldKind.CONFLICTS,
                        "conflicts: 6 of 2,000 units were served another variant than "
                                + "they were enrolled with."));
        assertThat(decide(held, PLAN, figures().conflicts(7))).isInstanceOf(Stay.class);
        Decision resume = decide(held, PLAN, figures().conflicts(5));
        assertThat(resume).isInstanceOf(Resume.class);
        assertThat(resume.after((State.Live) held, NOW)).isEqualTo(running);
    }

    @Test
    void conflictsOfOneInAThousandUnitsAreNoFault() {
        Running running = new Running(at(0, DAYS_3));

        assertThat(decide(running, PLAN, figures().ratio(5_000, 5_000).conflicts(10)))
                .isInstanceOf(Advance.class);
        assertThat(decide(running, PLAN, figures().ratio(5_000, 5_000).conflicts(11)))
                .isInstanceOf(Hold.class);
    }

    @Test
    void anotherReasonToHoldIsTold() {
        Held held = new Held(
                at(0, DAYS_3), HoldKind.FEEDBACK, "feedback: the candidate is rated less often");

        Decision decision = decide(held, PLAN, figures().ratio(1_200, 800));

        assertThat(decision.after(held, NOW))
                .isEqualTo(new Held(
                        at(0, DAYS_3),
                        HoldKind.SAMPLE_RATIO,
                        "sample ratio: The 2,000 units did not go to the variants as planned (p = "
                                + "3.7e-19): do not draw any conclusion."));
    }

    @Test
    void aBrokenSampleRatioHoldsWhateverElseIsThere() {
        assertThat(decide(new Running(at(0, DAYS_3)), PLAN, figures().ratio(1_200, 800)))
                .isInstanceOfSatisfying(
                        Hold.class, hold -> assertThat(hold.reason()).startsWith("sample ratio: "));
    }

    @Test
    void aSixthOfAStageWithoutUnitsHolds() {
        Running running = new Running(at(0, DAYS_3));

        assertThat(decide(running, PLAN, figures().last(NOW.minus(Duration.ofHours(12)))))
                .isInstanceOf(Advance.class);
        assertThat(decide(running, PLAN, figures().last(NOW.minus(Duration.ofHours(13)))))
                .isInstanceOfSatisfying(
                        Hold.class,
                        hold -> assertThat(hold.reason())
                                .isEqualTo(
                                        "no traffic: No unit was served for 13 h; expected is one "
                                                + "every 12 h."));
        Running young = new Running(new Position(0, NOW.minusSeconds(3_000), Duration.ZERO, false));
        assertThat(decide(young, PLAN, figures().last(null))).isInstanceOf(Stay.class);
    }

    @Test
    void anHourWithoutUnitsIsNoFaultOfTheShortestStage() {
        StagePlan brief =
                new StagePlan(1_000, Duration.ofHours(2), 100, Monitoring.CLOSE, false, false);
        Running running = new Running(at(0, DAYS_3));

        assertThat(decide(
                        running, plan(brief, LAST), figures().last(NOW.minus(Duration.ofHours(1)))))
                .isInstanceOf(Advance.class);
        assertThat(decide(
                        running,
                        plan(brief, LAST),
                        figures().last(NOW.minus(Duration.ofMinutes(61)))))
                .isInstanceOf(Hold.class);
    }

    @Test
    void aDayWithoutUnitsHoldsAnExperimentWithoutStages() {
        Running running = new Running(at(0, DAYS_3));

        assertThat(decide(running, null, figures().last(NOW.minus(Duration.ofDays(1)))))
                .isInstanceOf(Stay.class);
        assertThat(decide(running, null, figures().last(NOW.minus(Duration.ofHours(25)))))
                .isEqualTo(new Hold(
                        HoldKind.NO_TRAFFIC,
                        "no traffic: No unit was served for 1 d 1 h; expected is one every 1 d.",
                        "Held until this is over: No unit was served for 1 d 1 h; expected is one "
                                + "every 1 d."));
    }

    @Test
    void feedbackThatShiftsHolds() {
        assertThat(decide(new Running(at(0, DAYS_3)), PLAN, figures().shift("9 % against 30 %")))
                .isEqualTo(new Hold(
                        HoldKind.FEEDBACK,
                        "feedback: 9 % against 30 %",
                        "Held until this is over: 9 % against 30 %"));
    }
}
