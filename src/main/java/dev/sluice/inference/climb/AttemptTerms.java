package dev.sluice.inference.climb;

import dev.sluice.routing.Judging;
import dev.sluice.vocabulary.Purpose;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What one attempt is made for, and how its answer is taken.
 *
 * @param purpose as records name it
 * @param judging what its answer is judged by; null takes it at its first content
 * @param trial whether the client sees the answer before it is judged
 * @param mustTake whether the answer is taken however it is judged
 * @param hedgeAfter when another rung is started beside it if no token has come; null for never
 * @param carryOn the text of the answer that it is to carry on; null when it answers from the start
 */
record AttemptTerms(
        Purpose purpose,
        @Nullable Judging judging,
        boolean trial,
        boolean mustTake,
        @Nullable Duration hedgeAfter,
        @Nullable String carryOn) {}
