package dev.sluice.routing;

import dev.sluice.confidence.AnswerRules;
import dev.sluice.confidence.Calibration;
import dev.sluice.confidence.TokenScore;
import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.confidence.settings.ConfidenceConfig.Source;

import org.jspecify.annotations.Nullable;

/**
 * How a rung's answer is judged before it is committed. A rung that judges nothing commits at the
 * first content.
 *
 * @param threshold confidence below which the next rung is tried; null if only rules and speed
 *     count
 * @param by the source of the confidence, with its settings
 * @param score how log-probabilities are scored, for source logprobs
 * @param calibration of the rung's model for that source; null if there is none
 * @param rules what the answer must not be
 * @param floor tokens per second below which the next rung, if any, is tried; null for any speed
 */
public record Judging(
        @Nullable Double threshold,
        ConfidenceConfig by,
        TokenScore score,
        @Nullable Calibration calibration,
        AnswerRules rules,
        @Nullable Double floor) {
    /** Whether judging needs the answer's text. */
    public boolean readsText() {
        boolean scored = by.source() == Source.CONSISTENCY || by.source() == Source.VERIFIER;
        return rules != AnswerRules.NONE || (threshold != null && scored);
    }

    /** How many alternatives of each token to request; -1 if log-probabilities are not needed. */
    public int alternatives() {
        if (threshold == null || by.source() != Source.LOGPROBS) {
            return -1;
        }
        return score.needsAlternatives() ? ALTERNATIVES : 0;
    }

    /** Enough for a margin and an entropy, and no more than every provider gives. */
    private static final int ALTERNATIVES = 5;
}
