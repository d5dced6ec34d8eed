package dev.sluice.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.rollout.State;
import dev.sluice.vocabulary.Conclusion;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Which stages count, and for what. */
class StagesTest {
    private static final Rollouts STAGED = new Rollouts();
    private static final Rollouts SHADOWED =
            new Rollouts().shadow(new ShadowPlan(500, 1_000, null, Duration.ofHours(5)));

    @Test
    void unitsAreEnrolledInEveryStageButTheShadows() {
        assertThat(Stages.enrolling(STAGED.definition())).containsExactly(0, 1, 2);
        assertThat(Stages.enrolling(SHADOWED.definition())).containsExactly(1, 2, 3);
        assertThat(Stages.enrolling(new Rollouts().withoutStages().definition()))
                .containsExactly(0);
    }

    @Test
    void theFullStageHasAControlWhereOneIsHeldBack() {
        assertThat(Stages.concurrent(STAGED.definition())).containsExactly(0, 1);
        assertThat(Stages.concurrent(SHADOWED.definition())).containsExactly(1, 2);
        assertThat(Stages.concurrent(new Rollouts().holdback(100).definition()))
                .containsExactly(0, 1, 2);
    }

    @Test
    void theControlJoinsInTheFullStage() {
        assertThat(Stages.fullStage(STAGED.definition())).isEqualTo((short) 2);
        assertThat(Stages.fullStage(SHADOWED.definition())).isEqualTo((short) 3);
        assertThat(Stages.fullStage(new Rollouts().holdback(100).definition()))
                .isEqualTo((short) 2);
        assertThat(Stages.fullStage(new Rollouts().withoutStages().definition()))
                .isEqualTo(Stages.NEVER);
    }

    @Test
    void thePresentStageIsTheOneItIsInOrEndedIn() {
        assertThat(Stages.present(new State.Pending())).isZero();
        assertThat(Stages.present(Rollouts.running(2, Duration.ZERO, false))).isEqualTo(2);
        assertThat(Stages.present(new State.RolledBack(1, Conclusion.FAIL, "errors")))
                .isEqualTo(1);
    }
}
