package dev.sluice.experiment.statistics;

/**
 * Intervals that hold at all looks together: an asymptotic confidence sequence (Waudby-Smith,
 * Arbour, Sinha, Kennedy and Ramdas, Annals of Statistics 52(6), 2024; arXiv 2103.06476). With
 * probability {@code 1 - alpha} none of them, at any time, misses the true value. That holds for
 * many units and nearly holds for few: decide nothing with fewer than {@link
 * Guardrails#MINIMUM_UNITS} of a variant.
 *
 * @param alpha how often a sequence may be wrong at any time; above 0 and below 0.5
 * @param planned the units of all variants together at which the intervals are tightest, 1 or more;
 *     fixed before the first look. More or fewer units are just as valid, with wider intervals.
 */
public record ConfidenceSequence(double alpha, long planned) {
    public ConfidenceSequence {
        if (!(alpha > 0 && alpha < 0.5)) {
            throw new IllegalArgumentException(
                    "alpha is " + alpha + " (expected: above 0 and below 0.5)");
        }
        if (planned < 1) {
            throw new IllegalArgumentException(
                    "planned is " + planned + " (expected: 1 or more units)");
        }
    }

    /** The two-sided interval. */
    public Interval interval(Estimate estimate) {
        double half = halfWidth(estimate);
        return new Interval(estimate.value() - half, estimate.value() + half);
    }

    /** The one-sided lower bound, tighter than the interval. */
    public double atLeast(Estimate estimate) {
        return estimate.value() - oneSidedHalfWidth(estimate);
    }

    /** The one-sided upper bound, tighter than the interval. */
    public double atMost(Estimate estimate) {
        return estimate.value() + oneSidedHalfWidth(estimate);
    }

    /** Half of the interval's width. */
    public double halfWidth(Estimate estimate) {
        double inflation = inflation(estimate.units(), alpha);
        return Math.sqrt(estimate.variance()
                * 2
                * scale(inflation)
                * (0.5 * Math.log(inflation) - Math.log(alpha)));
    }

    /** How far a one-sided bound is from the estimate. */
    public double oneSidedHalfWidth(Estimate estimate) {
        double inflation = inflation(estimate.units(), 2 * alpha);
        return Math.sqrt(estimate.variance()
                * 2
                * scale(inflation)
                * Math.log1p(Math.sqrt(inflation) / (2 * alpha)));
    }

    /**
     * The always-valid p-value of "the number is 0": at most {@code alpha} exactly when the
     * interval does not contain 0. It is the inverse of the e-value {@code exp(x) / sqrt(N rho^2 +
     * 1)}.
     */
    public double p(Estimate estimate) {
        double inflation = inflation(estimate.units(), alpha);
        return Math.min(1, Math.sqrt(inflation) * Math.exp(-exponent(estimate, inflation)));
    }

    /**
     * The always-valid p-value of "the number is not above 0": at most {@code alpha} exactly when
     * {@link #atLeast} is 0 or more.
     */
    public double pNotAbove(Estimate estimate) {
        if (estimate.value() <= 0) {
            return 1;
        }
        double inflation = inflation(estimate.units(), 2 * alpha);
        return Math.min(1, Math.sqrt(inflation) / (2 * Math.expm1(exponent(estimate, inflation))));
    }

    /**
     * The rho^2 that makes the two-sided interval tightest at the planned units, for this alpha.
     */
    private double rhoSquared(double level) {
        double log = -2 * Math.log(level);
        return (log + Math.log1p(log)) / planned;
    }

    private double inflation(long units, double level) {
        return units * rhoSquared(level) + 1;
    }

    /**
     * {@code (N rho^2 + 1) / (N rho^2)}: the paper's sigma^2 is N times the variance of the
     * estimate, which cancels an N.
     */
    private static double scale(double inflation) {
        return inflation / (inflation - 1);
    }

    /** {@code rho^2 s^2 / (2 (N rho^2 + 1))} with s the sum of the standardised units. */
    private static double exponent(Estimate estimate, double inflation) {
        if (estimate.variance() == 0) {
            return estimate.value() == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        return estimate.value() * estimate.value() / (estimate.variance() * 2 * scale(inflation));
    }
}
