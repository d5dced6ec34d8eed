package dev.sluice.experiment;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Whether the variants have as many units as they should: Pearson's chi-squared of the counts against the plan.
 *
 * @param units how many were counted
 * @param statistic chi-squared, with one degree of freedom less than there are variants; infinite where there are units
 *     that cannot be
 * @param probability of counts so far from the plan, or farther, when nothing is wrong; 1 where there is nothing to compare
 */
public record SampleRatio(long units, double statistic, double probability) {
    /** Below it something is wrong with the assignment, or with what counts it. */
    public static final double ALARM = 0.001;

    /** With fewer units it says nothing. */
    public static final int FEWEST_UNITS = 100;

    /**
     * Compares counts with a plan.
     *
     * @param counts by variant, 0 or more each
     * @param weights as many, 0 or more each, in any measure; a variant without weight must have no units
     */
    public static SampleRatio of(long[] counts, int[] weights) {
        if (counts.length != weights.length) {
            throw new IllegalArgumentException(
                    weights.length + " weights for " + counts.length + " counts (expected: as many)");
        }
        long units = 0;
        long weight = 0;
        int planned = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] < 0 || weights[i] < 0) {
                throw new IllegalArgumentException(
                        "a count is " + counts[i] + " of weight " + weights[i] + " (expected: 0 or more each)");
            }
            units += counts[i];
            weight += weights[i];
            planned += weights[i] > 0 ? 1 : 0;
        }
        double statistic = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = weight == 0 ? 0 : (double) units * weights[i] / weight;
            double distance = counts[i] - expected;
            statistic += distance == 0 ? 0 : distance * distance / expected;
        }
        if (statistic == 0 || statistic == Double.POSITIVE_INFINITY) {
            return new SampleRatio(units, statistic, statistic == 0 ? 1 : 0);
        }
        double probability = ChiSquaredDistribution.of(planned - 1.0).survivalProbability(statistic);
        return new SampleRatio(units, statistic, probability);
    }

    /** Whether the counts are enough, and too far from the plan. */
    public boolean isAlarming() {
        return units >= FEWEST_UNITS && probability < ALARM;
    }
}
