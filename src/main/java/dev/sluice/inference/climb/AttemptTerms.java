package dev.sluice.inference.climb;

import dev.sluice.inference.judge.Extent;
import dev.sluice.routing.Judging;
import dev.sluice.routing.Rung;
import dev.sluice.vocabulary.Purpose;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What one attempt is made for, and when its answer is taken.
 *
 * @param index place of the rung in the ladder, from 0
 * @param judging what its answer is judged by; null to take it at its first content
 * @param window how much of the answer a window is: whether another rung might be faster
 * @param hedgeAfter when the next rung is started beside it if no token has come; null for never
 * @param carryOn the text of the answer that it is to continue; null if it answers from the start
 */
record AttemptTerms(
        Rung rung,
        int index,
        Purpose purpose,
        @Nullable Judging judging,
        Extent window,
        Taking taking,
        @Nullable Duration hedgeAfter,
        @Nullable String carryOn) {
    /** When the answer is committed. */
    enum Taking {
        /** When it is accepted. */
        WHEN_ACCEPTED,

        /** At its first content; when it is whole it is judged, and may be replaced. */
        ON_TRIAL,

        /** Even if it is not accepted. */
        IN_ANY_CASE
    }

    /** The terms for requesting the same rung again, because nothing better came. */
    AttemptTerms again() {
        return new AttemptTerms(
                rung, index, Purpose.AGAIN, judging, window, Taking.IN_ANY_CASE, null, null);
    }

    boolean isOnTrial() {
        return taking == Taking.ON_TRIAL;
    }
}
