package dev.sluice.record;

import dev.sluice.vocabulary.VerdictKind;

import org.jspecify.annotations.Nullable;

/**
 * The verdict on an answer, reached before it was committed or given up. Immutable.
 *
 * @param verdict the verdict
 * @param source where the confidence comes from: logprobs, consistency, verifier, rules or none
 * @param reason an explanation where numbers are not enough, for example the rule that was broken
 * @param raw the score before calibration, from 0 to 1; {@link Double#NaN} when there is none
 * @param confidence the score after calibration; {@link Double#NaN} when there is none
 * @param calibrated whether the model has a calibration
 * @param threshold the rung's threshold; {@link Double#NaN} when it has none
 * @param tokens tokens in the window
 * @param bytes bytes in the window
 * @param openedNanos nanoseconds from the attempt's start to its first token; -1 when there was
 *     none
 * @param closedNanos nanoseconds from the attempt's start to the verdict
 */
public record Judgement(
        VerdictKind verdict,
        String source,
        @Nullable String reason,
        double raw,
        double confidence,
        boolean calibrated,
        double threshold,
        long tokens,
        long bytes,
        long openedNanos,
        long closedNanos) {
    /** The same judgement with another verdict. */
    public Judgement as(VerdictKind other) {
        return new Judgement(
                other,
                source,
                reason,
                raw,
                confidence,
                calibrated,
                threshold,
                tokens,
                bytes,
                openedNanos,
                closedNanos);
    }
}
