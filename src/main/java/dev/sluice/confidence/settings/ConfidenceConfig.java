package dev.sluice.confidence.settings;

import dev.sluice.config.bind.Setting;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;

/** How an answer is scored against its rung's threshold. */
public record ConfidenceConfig(
        @Setting(
                value = "logprobs: from the probabilities of the answer's tokens; consistency: "
                        + "more samples and how far they agree; verifier: another route "
                        + "is asked; rules: only whether a rule is broken; none.",
                byDefault = "logprobs")
        Source source,

        @Setting(
                value = "What is made of the log-probabilities: the mean, the minimum, the 10 % "
                        + "quantile, the mean margin to the second choice, or the mean "
                        + "entropy of the alternatives.",
                byDefault = "mean")
        Score score,

        @Setting(
                value = "Answers to compare with, for consistency.",
                byDefault = "3",
                min = 1,
                max = 16)
        int samples,

        @Setting(
                value = "Temperature the samples are drawn with, for consistency.",
                byDefault = "0.7",
                min = 0,
                max = 2)
        double temperature,

        @Setting("Route that is asked whether an answer is right, for verifier.") @Nullable
        String route,

        @Setting(
                value = "How long samples or a verifier may take after the answer is there; then "
                        + "it passes unscored.",
                byDefault = "5s")
        Duration within,

        @Setting("What an answer must not be, with any source: a broken rule makes the confidence "
                + "0.")
        AnswerRulesConfig rules) {

    /**
     * The name that calibrations use for this kind of score; scores with different names do not
     * compare.
     */
    public String scoreName() {
        return switch (source) {
            case LOGPROBS -> score.name().toLowerCase(Locale.ROOT);
            case CONSISTENCY -> samples + " samples at " + temperature;
            case VERIFIER -> String.valueOf(route);
            case RULES, NONE -> "none";
        };
    }

    /** Whether there is a score that can be calibrated. */
    public boolean hasScore() {
        return source.hasScore();
    }

    /** Where a confidence comes from. */
    public enum Source {
        LOGPROBS,
        CONSISTENCY,
        VERIFIER,
        RULES,
        NONE;

        /** As {@code sluice.yaml}, records and calibrations have it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it gives a score that can be calibrated. */
        public boolean hasScore() {
            return this != RULES && this != NONE;
        }
    }

    /** How log-probabilities are scored. */
    public enum Score {
        MEAN,
        MINIMUM,
        QUANTILE,
        MARGIN,
        ENTROPY
    }
}
