package dev.sluice.experiment.definition;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * The way of one candidate to everybody.
 *
 * @param shadow the stage before the first; null for none
 * @param stages in order, shares growing, the last one 10,000; never empty
 * @param holdback of all units, in basis points, who keep the control in the last stage
 * @param undecided what becomes of a stage that can't be decided
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

    /** How many stages there are, the shadow's among them. */
    public int size() {
        return stages.size() + (shadow == null ? 0 : 1);
    }

    /** Whether the stage of that place is the shadow's. */
    public boolean isShadow(int stage) {
        return shadow != null && stage == 0;
    }

    /** The stage of that place, which is not the shadow's. */
    public StagePlan stage(int stage) {
        return stages.get(stage - (shadow == null ? 0 : 1));
    }
}
