package dev.sluice.experiment.definition;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * How one candidate is rolled out to everybody.
 *
 * @param shadow the stage before the first; null if there is none
 * @param stages in order, shares growing, the last one 10,000; never empty
 * @param holdback share of all units, in basis points, that keep the control in the last stage
 * @param undecided what happens to a stage that can't be decided
 */
public record RolloutPlan(
        @Nullable ShadowPlan shadow, List<StagePlan> stages, int holdback, Undecided undecided) {
    /** 10 % for 3 days, 25 % for 4, 50 % for a week, then everybody. */
    public static final List<StagePlan> DEFAULT_STAGES = List.of(
            new StagePlan(1_000, Duration.ofDays(3), 100, Monitoring.CLOSE, false, false),
            new StagePlan(2_500, Duration.ofDays(4), 100, Monitoring.NORMAL, false, false),
            new StagePlan(5_000, Duration.ofDays(7), 100, Monitoring.NORMAL, false, false),
            new StagePlan(10_000, Duration.ofDays(1), 0, Monitoring.LIGHT, false, false));

    public RolloutPlan {
        stages = List.copyOf(stages);
    }

    /** The number of stages, including the shadow stage. */
    public int size() {
        return stages.size() + (shadow == null ? 0 : 1);
    }

    /** Whether a stage is the shadow stage. */
    public boolean isShadow(int stage) {
        return shadow != null && stage == 0;
    }

    /** A stage that is not the shadow stage. */
    public StagePlan stage(int stage) {
        return stages.get(stage - (shadow == null ? 0 : 1));
    }
}
