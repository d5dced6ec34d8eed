package dev.sluice.experiment.statistics;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Whether units went to the variants as planned, by a chi-squared test. If not, something between
 * assignment and record loses units of one variant, and no figure of the experiment means anything:
 * hold, and never conclude.
 *
 * @param chiSquared the test's statistic; infinite if a variant without weight has units
 * @param degrees of freedom: the variants that are planned to have units, less one
 * @param p the probability of such a large statistic by chance
 * @param units of all variants
 */
public record SampleRatio(double chiSquared, int degrees, double p, long units) {
    /**
     * The alarm's level, GrowthBook's default: an alarm stops an experiment, so it had better be
     * right.
     */
    public static final double ALARM = 0.001;

    /** With fewer units the chi-squared distribution is not a good approximation. */
    public static final long MINIMUM_UNITS = 100;

    private static final int VARIANTS_MAX = 1_000;

    /** The same for arrays. */
    public static SampleRatio of(long[] enrolled, int[] weights) {
        return of(
                Arrays.stream(enrolled).boxed().toList(),
                Arrays.stream(weights).boxed().toList());
    }

    /**
     * Tests counts against the plan.
     *
     * @param enrolled units of each variant, two variants or more
     * @param weights of each variant, 0 or more, in any unit; one without weight must have no units
     */
    public static SampleRatio of(List<Long> enrolled, List<? extends Number> weights) {
        int variants = enrolled.size();
        if (variants < 2 || variants > VARIANTS_MAX || weights.size() != variants) {
            throw new IllegalArgumentException(
                    "enrolled has " + variants + " counts and weights has " + weights.size()
                            + " (expected: as many, 2 to " + VARIANTS_MAX + ")");
        }
        long units = 0;
        double whole = 0;
        int planned = 0;
        for (int i = 0; i < variants; i++) {
            long count = enrolled.get(i);
            double weight = weights.get(i).doubleValue();
            if (count < 0) {
                throw new IllegalArgumentException(
                        "enrolled[" + i + "] is " + count + " (expected: 0 or more)");
            }
            if (!(weight >= 0) || Double.isInfinite(weight)) {
                throw new IllegalArgumentException(
                        "weights[" + i + "] is " + weight + " (expected: 0 or more, finite)");
            }
            planned += weight > 0 ? 1 : 0;
            units = Math.addExact(units, count);
            whole += weight;
        }
        if (planned == 0) {
            throw new IllegalArgumentException("weights are all 0 (expected: one above 0 or more)");
        }
        double chiSquared = 0;
        for (int i = 0; i < variants; i++) {
            double expected = units * (weights.get(i).doubleValue() / whole);
            double off = enrolled.get(i) - expected;
            chiSquared += off == 0 ? 0 : off * off / expected;
        }
        int degrees = planned - 1;
        double p = chiSquared == 0
                ? 1
                : degrees == 0
                        ? 0
                        : ChiSquaredDistribution.of(degrees).survivalProbability(chiSquared);
        return new SampleRatio(chiSquared, degrees, p, units);
    }

    /** Whether to assume that units did not go as planned. */
    public boolean isBroken() {
        return units >= MINIMUM_UNITS && p < ALARM;
    }

    /** The result in words. */
    public String sentence() {
        if (units < MINIMUM_UNITS) {
            return String.format(
                    Locale.ROOT,
                    "%s %s enrolled, too few to say whether they went as planned (%d are needed).",
                    Words.units(units),
                    units == 1 ? "is" : "are",
                    MINIMUM_UNITS);
        }
        return String.format(
                Locale.ROOT,
                isBroken()
                        ? "The %,d units did not go to the variants as planned (p = %.2g): do not "
                                + "draw any conclusion."
                        : "The %,d units went to the variants as planned, or nearly (p = %.2g).",
                units,
                p);
    }
}
