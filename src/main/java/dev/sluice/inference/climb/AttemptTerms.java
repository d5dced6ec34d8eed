package dev.sluice.inference.climb;

import dev.sluice.inference.judge.Extent;
import dev.sluice.routing.Judging;
import dev.sluice.routing.Rung;
import dev.sluice.vocabulary.Purpose;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What one attempt is made for, and how its answer is taken.
 *
 * @param index place of the rung in the ladder, from 0
 * @param judging what its answer is judged by; null takes it at its first content
 * @param window what a part of its answer is, to its judge
 * @param hedgeAfter when another rung is started beside it if no token has come; null for never
 * @param carryOn the text of the answer that it is to carry on; null when it answers from the start
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
    /** When its answer becomes the client's. */
    enum Taking {
        /** When it is accepted. */
        WHEN_ACCEPTED,

        /** At once; it may be replaced when it is judged, at its end. */
        ON_TRIAL,

        /** However it is judged. */
        IN_ANY_CASE
    }

    /** The same once more, for nothing better came. */
    AttemptTerms again() {
        return new AttemptTerms(
                rung, index, Purpose.AGAIN, judging, window, Taking.IN_ANY_CASE, null, null);
    }

    boolean isOnTrial() {
        return taking == Taking.ON_TRIAL;
    }
}
