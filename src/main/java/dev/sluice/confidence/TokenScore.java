package dev.sluice.confidence;

/**
 * A way to score an answer from its tokens' log-probabilities. Each gives a number from 0 to 1;
 * higher is surer.
 */
public enum TokenScore {
    /** The geometric mean of the probabilities: {@code exp(mean(logprob))} (Chow-Average). */
    MEAN(false),

    /** The smallest probability. */
    MINIMUM(false),

    /**
     * The 10 % quantile of the probabilities (Chow-Quantile, Gupta et al. 2024, arXiv 2404.10136),
     * interpolated between the two tokens around it.
     */
    QUANTILE(false),

    /**
     * The mean distance between the probabilities of the first and the second choice, over tokens
     * with alternatives.
     */
    MARGIN(true),

    /**
     * 1 minus the mean entropy of the alternatives, as a share of its maximum, over tokens that
     * have any. The probability that they leave counts as one more alternative.
     */
    ENTROPY(true);

    private final boolean alternatives;

    TokenScore(boolean alternatives) {
        this.alternatives = alternatives;
    }

    /** Whether it needs the alternatives of each token ({@code top_logprobs}). */
    public boolean needsAlternatives() {
        return alternatives;
    }

    /** The name in configuration, records and headers. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
