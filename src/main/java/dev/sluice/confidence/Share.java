package dev.sluice.confidence;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * A counted share, hits out of a total, and what it says about the true share. The bounds are
 * Clopper and Pearson's, which are exact: never too narrow.
 *
 * @param hits from 0 to {@code of}
 * @param of 0 or more
 */
public record Share(int hits, int of) {
    public Share {
        if (hits < 0 || hits > of) {
            throw new IllegalArgumentException(
                    hits + " hits of " + of + " (expected: 0 to " + of + ")");
        }
    }

    /** The counted share; {@link Double#NaN} if the total is 0. */
    public double value() {
        return (double) hits / of;
    }

    /**
     * The one-sided lower bound of the true share at a confidence level.
     *
     * @param level above 0 and below 1, for example 0.95
     */
    public double atLeast(double level) {
        return hits == 0
                ? 0
                : BetaDistribution.of(hits, of - hits + 1.0)
                        .inverseCumulativeProbability(1 - level);
    }

    /**
     * The one-sided upper bound of the true share at a confidence level.
     *
     * @param level above 0 and below 1, for example 0.95
     */
    public double atMost(double level) {
        return hits == of
                ? 1
                : BetaDistribution.of(hits + 1.0, of - hits).inverseCumulativeProbability(level);
    }
}
