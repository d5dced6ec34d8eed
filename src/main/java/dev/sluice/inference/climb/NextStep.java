package dev.sluice.inference.climb;

import dev.sluice.upstream.UpstreamFailure;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What comes after an attempt that gave no answer: decided here and nowhere else. Pure; {@link
 * Climb} does it.
 */
sealed interface NextStep {
    /** The same rung again, after a while. */
    record Retry(Duration after) implements NextStep {}

    /** The rung at that place of the ladder, from 0. */
    record NextRung(int index) implements NextStep {}

    /** The best of the answers that were not good enough. */
    record BestOfUnsure() implements NextStep {}

    /** There is no answer to be had. */
    record GiveUp() implements NextStep {}

    /** Decides. */
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
     * How a ladder stands after an attempt.
     *
     * @param awaited whether somebody waits for an answer
     * @param failure what was wrong with the upstream; null when nothing was, but the answer was
     *     not good enough
     * @param retryIn when the same rung may be tried again; null when it may not
     * @param nextRung place of the next rung that can be tried, from 0, or {@link #NO_RUNG}
     * @param unsureAtHand whether there was an answer that was not good enough
     */
    record Standing(
            boolean awaited,
            @Nullable UpstreamFailure failure,
            @Nullable Duration retryIn,
            int nextRung,
            boolean unsureAtHand) {
        static final int NO_RUNG = -1;

        /** The same where no budget is left for a retry. */
        Standing withoutRetry() {
            return new Standing(awaited, failure, null, nextRung, unsureAtHand);
        }
    }
}
