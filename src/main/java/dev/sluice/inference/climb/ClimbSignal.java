package dev.sluice.inference.climb;

import dev.sluice.upstream.UpstreamFailure;

import org.jspecify.annotations.Nullable;

/**
 * A {@link NextStep} as an exception, which the annotations of {@link LadderRung} act on. It is a
 * decision and not an error, so it has no stack trace.
 */
abstract sealed class ClimbSignal extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Null if no upstream failed but an answer was unsure. */
    private final transient @Nullable UpstreamFailure failure;

    private ClimbSignal(String message, @Nullable UpstreamFailure failure) {
        super(message, null, false, false);
        this.failure = failure;
    }

    /**
     * The signal of a step.
     *
     * @param failure of the upstream before it; null if none failed
     */
    static ClimbSignal of(NextStep step, @Nullable UpstreamFailure failure) {
        return switch (step) {
            case NextStep.Retry ignored -> new TryAgain(failure);
            case NextStep.NextRung ignored -> new GoOn(step, failure);
            case NextStep.BestOfUnsure ignored -> new GoOn(step, failure);
            case NextStep.GiveUp ignored -> new NoAnswer(failure);
        };
    }

    @Nullable
    UpstreamFailure failure() {
        return failure;
    }

    /** The same rung is tried again. */
    static final class TryAgain extends ClimbSignal {
        private static final long serialVersionUID = 1;

        private TryAgain(@Nullable UpstreamFailure failure) {
            super("try again", failure);
        }
    }

    /** Something else is tried. */
    static final class GoOn extends ClimbSignal {
        private static final long serialVersionUID = 1;

        private final transient NextStep step;

        private GoOn(NextStep step, @Nullable UpstreamFailure failure) {
            super("go on", failure);
            this.step = step;
        }

        NextStep step() {
            return step;
        }
    }

    /** There is no answer, or it is not needed any more. */
    static final class NoAnswer extends ClimbSignal {
        private static final long serialVersionUID = 1;

        private NoAnswer(@Nullable UpstreamFailure failure) {
            super("no answer", failure);
        }
    }
}
