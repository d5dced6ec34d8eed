package dev.sluice.confidence;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * A share that was counted, so many of so many, and what that says about the true one: the bounds
 * of Clopper and Pearson, which are exact, never too narrow.
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

    /** The share that was counted; {@link Double#NaN} of none. */
    public double value() {
        return (double) hits / of;
    }

    /**
     * What the true share is at least, with that confidence; one-sided.
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
     * What the true share is at most, with that confidence; one-sided.
     *
     * @param level above 0 and below 1, for example 0.95
     */
    public double atMost(double level) {
        return hits == of
                ? 1
                : BetaDistribution.of(hits + 1.0, of - hits).inverseCumulativeProbability(level);
    }
}
