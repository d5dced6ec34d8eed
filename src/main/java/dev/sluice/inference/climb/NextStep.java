package dev.sluice.inference.climb;

import dev.sluice.upstream.UpstreamFailure;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What comes after an attempt that gave no answer. Decided only here, and pure; {@link Climb}
 * carries it out.
 */
sealed interface NextStep {
    /** The same rung again, after a wait. */
    record Retry(Duration after) implements NextStep {}

    /** The rung at that place of the ladder, from 0. */
    record NextRung(int index) implements NextStep {}

    /** The best of the unsure answers. */
    record BestOfUnsure() implements NextStep {}

    /** There is no answer. */
    record GiveUp() implements NextStep {}

    /** Decides what comes next. */
    static NextStep after(Standing standing) {
        UpstreamFailure failure = standing.failure();
        if (!standing.awaited()) {
            return new GiveUp();
        }
        boolean hopeless = failure != null && !Failures.mayFallBack(failure);
        if (!hopeless && standing.retryIn() != null) {
            return new Retry(standing.retryIn());
        }
        if (!hopeless && standing.nextRung() != Standing.NO_RUNG) {
            return new NextRung(standing.nextRung());
        }
        return standing.unsureAtHand() ? new BestOfUnsure() : new GiveUp();
    }

    /**
     * The situation after an attempt.
     *
     * @param awaited whether an answer is still needed
     * @param failure the upstream's failure; null if the answer was unsure or slow instead
     * @param retryIn when the same rung may be tried again; null if it may not
     * @param nextRung place of the next rung that can be tried, from 0, or {@link #NO_RUNG}
     * @param unsureAtHand whether there was an unsure answer
     */
    record Standing(
            boolean awaited,
            @Nullable UpstreamFailure failure,
            @Nullable Duration retryIn,
            int nextRung,
            boolean unsureAtHand) {
        static final int NO_RUNG = -1;

        /** The same without a retry, for which there is no budget. */
        Standing withoutRetry() {
            return new Standing(awaited, failure, null, nextRung, unsureAtHand);
        }
    }
}
