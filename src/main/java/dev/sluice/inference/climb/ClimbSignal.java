package dev.sluice.inference.climb;

import dev.sluice.upstream.UpstreamFailure;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a ladder after a try that gave no answer; decisions rather than errors, so
 * without a stack trace.
 */
abstract sealed class ClimbSignal extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Null when no upstream failed, but an answer was not good enough. */
    private final transient @Nullable UpstreamFailure failure;

    private ClimbSignal(String message, @Nullable UpstreamFailure failure) {
        super(message, null, false, false);
        this.failure = failure;
    }

    @Nullable
    UpstreamFailure failure() {
        return failure;
    }

    /** The same rung is to be tried again. */
    static final class TryAgain extends ClimbSignal {
        private static final long serialVersionUID = 1;

        TryAgain(UpstreamFailure failure) {
            super("try again", failure);
        }
    }

    /** The next rung is to be tried. */
    static final class NextRung extends ClimbSignal {
        private static final long serialVersionUID = 1;

        NextRung(@Nullable UpstreamFailure failure) {
            super("next rung", failure);
        }
    }

    /** No rung will do better, or nobody waits for an answer any more. */
    static final class NoAnswer extends ClimbSignal {
        private static final long serialVersionUID = 1;

        NoAnswer(@Nullable UpstreamFailure failure) {
            super("no answer", failure);
        }
    }
}
