package dev.sluice.inference.climb;

import dev.sluice.upstream.UpstreamFailure;

import org.jspecify.annotations.Nullable;

/**
 * A {@link NextStep} as the annotations of {@link LadderRung} understand it: a decision rather than
 * an error, so without a stack trace.
 */
abstract sealed class ClimbSignal extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Null when no upstream failed, but an answer was not good enough. */
    private final transient @Nullable UpstreamFailure failure;

    private ClimbSignal(String message, @Nullable UpstreamFailure failure) {
        super(message, null, false, false);
        this.failure = failure;
    }

    /** The signal of that step, after that failure. */
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

    /** The same rung is to be tried again. */
    static final class TryAgain extends ClimbSignal {
        private static final long serialVersionUID = 1;

        private TryAgain(@Nullable UpstreamFailure failure) {
            super("try again", failure);
        }
    }

    /** Something else is to be tried. */
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

    /** No rung will do better, or nobody waits for an answer any more. */
    static final class NoAnswer extends ClimbSignal {
        private static final long serialVersionUID = 1;

        private NoAnswer(@Nullable UpstreamFailure failure) {
            super("no answer", failure);
        }
    }
}
