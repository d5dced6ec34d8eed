package dev.sluice.routing;

import dev.sluice.confidence.AnswerRules;
import dev.sluice.confidence.Calibration;
import dev.sluice.confidence.TokenScore;
import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.confidence.settings.ConfidenceConfig.Source;

import org.jspecify.annotations.Nullable;

/**
 * What a rung's answer is judged by before it is committed. A rung without any commits at the first
 * content.
 *
 * @param threshold confidence below which the next rung is tried; null when only rules and speed
 *     count
 * @param by where the confidence comes from, with what that needs
 * @param score what is made of log-probabilities, for source logprobs
 * @param calibration of the rung's model for that source; null when it has none
 * @param rules what the answer must not be
 * @param floor tokens per second below which the next rung is tried, if there is one; null for any
 *     speed
 */
public record Judging(
        @Nullable Double threshold,
        ConfidenceConfig by,
        TokenScore score,
        @Nullable Calibration calibration,
        AnswerRules rules,
        @Nullable Double floor) {
    /** Whether somebody reads the answer's text. */
    public boolean readsText() {
        boolean scored = by.source() == Source.CONSISTENCY || by.source() == Source.VERIFIER;
        return rules != AnswerRules.NONE || (threshold != null && scored);
    }

    /**
     * Alternatives of each token that have to be asked for; -1 when log-probabilities are not
     * needed at all.
     */
    public int alternatives() {
        if (threshold == null || by.source() != Source.LOGPROBS) {
            return -1;
        }
        return score.needsAlternatives() ? ALTERNATIVES : 0;
    }

    /** Enough for a margin and an entropy, and no more than any provider gives. */
    private static final int ALTERNATIVES = 5;
}
