package dev.sluice.rollout.control;

import static dev.sluice.rollout.control.Rollouts.FIRST;
import static dev.sluice.rollout.control.Rollouts.LAST;
import static dev.sluice.rollout.control.Rollouts.at;
import static dev.sluice.rollout.control.RuleKit.SHADOW;
import static dev.sluice.rollout.control.RuleKit.decide;
import static dev.sluice.rollout.control.RuleKit.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.rollout.State.Running;
import dev.sluice.rollout.control.Decision.Advance;
import dev.sluice.rollout.control.Decision.RollBack;
import dev.sluice.rollout.control.Decision.Stay;
import dev.sluice.vocabulary.Conclusion;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Duration;

/** When a shadow is over. */
class ShadowRulesTest {
    @Test
    void aShadowGoesOnAfterItsTimeWithCopies() {
        RolloutPlan shadowed = Rollouts.shadowed(SHADOW, FIRST, LAST);
        Running running = new Running(at(0, Duration.ofDays(1)));

        assertThat(decide(running, shadowed, figures().units(0, 0).last(null).shadow(0, 0, 0)))
                .isEqualTo(new Stay(
                        "copies",
                        "Stage 1 of 3 (shadow) goes on; missing: a copy that was answered."));
        assertThat(decide(running, shadowed, figures().units(0, 0).last(null).shadow(40, 30, 0)))
                .isEqualTo(new Advance(
                        "All that stage 1 of 3 (shadow) needs is there: 1 d watched, 40 copies, "
                                + "and no"
                                + " guardrail is crossed."));
    }

    @Test
    void aShadowIsOverWhenItsRequestsOrItsCostAreSpent() {
        Running early = new Running(at(0, Duration.ofHours(1)));
        RolloutPlan costly = Rollouts.shadowed(
                new ShadowPlan(500, 1_000, new BigDecimal("2.5"), Duration.ofDays(1)), FIRST, LAST);

        assertThat(decide(early, costly, figures().shadow(999, 0, 0))).isInstanceOf(Stay.class);
        assertThat(decide(early, costly, figures().shadow(1_000, 0, 0)))
                .isInstanceOf(Advance.class);
        assertThat(decide(early, costly, figures().cost("2.49"))).isInstanceOf(Stay.class);
        assertThat(decide(early, costly, figures().cost("2.5"))).isInstanceOf(Advance.class);
    }

    @Test
    void aShadowThatFailsIsTheEnd() {
        RolloutPlan shadowed = Rollouts.shadowed(SHADOW, FIRST, LAST);
        Running running = new Running(at(0, Duration.ofHours(1)));

        assertThat(decide(running, shadowed, figures().shadow(100, 20, 0)))
                .isInstanceOf(Stay.class);
        assertThat(decide(running, shadowed, figures().shadow(100, 45, 9)))
                .isInstanceOf(Stay.class);
        assertThat(decide(running, shadowed, figures().shadow(49, 49, 0))).isInstanceOf(Stay.class);
        assertThat(decide(running, shadowed, figures().shadow(50, 11, 0)))
                .isInstanceOf(RollBack.class);
        assertThat(decide(running, shadowed, figures().shadow(100, 46, 9)))
                .isEqualTo(new RollBack(
                        Conclusion.FAIL,
                        "46 of 100 copies failed, and 9 of the served answers; at most 20 % of the "
                                + "copies may fail, or five"
                                + " times the share of the served answers."));
    }
}
