package dev.sluice.experiment.statistics;

import java.util.List;

/**
 * A number estimated from units, such as a difference of two means, and how far chance may have
 * moved it.
 *
 * @param value the estimate
 * @param variance of the estimate, not of the units; 0 where the units show no variation
 * @param units of all variants that went into it; 1 or more
 */
public record Estimate(double value, double variance, long units) {
    public Estimate {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "value is " + value + " (expected: a finite number)");
        }
        if (!(variance >= 0) || Double.isInfinite(variance)) {
            throw new IllegalArgumentException(
                    "variance is " + variance + " (expected: 0 or more, finite)");
        }
        if (units < 1) {
            throw new IllegalArgumentException("units is " + units + " (expected: 1 or more)");
        }
    }

    /** The mean of one variant with at least one unit. */
    public static Estimate mean(Moments of) {
        return new Estimate(of.mean(), of.variance() / Math.max(1, of.units()), of.units());
    }

    /** The candidate's mean minus the control's. */
    public static Estimate difference(Stratum stratum) {
        return excess(stratum, 1);
    }

    /**
     * The candidate's mean minus {@code times} the control's. It is above 0 if the ratio of the
     * means is above {@code times}. Fieller (1954) tests ratios this way, which needs no division
     * by a mean that is itself uncertain.
     */
    public static Estimate excess(Stratum stratum, double times) {
        Estimate candidate = mean(stratum.candidate());
        Estimate control = mean(stratum.control());
        return new Estimate(
                candidate.value - times * control.value,
                candidate.variance + times * times * control.variance,
                Math.addExact(candidate.units, control.units));
    }

    /**
     * Estimates of the same number from separate units, weighted by the inverse of their variances.
     *
     * @param strata at least one, all with a variance above 0 unless there is only one
     */
    public static Estimate pooled(List<Estimate> strata) {
        if (strata.isEmpty()) {
            throw new IllegalArgumentException("there are no strata (expected: at least one)");
        }
        if (strata.size() == 1) {
            return strata.getFirst();
        }
        double weights = 0;
        double sum = 0;
        long units = 0;
        for (Estimate stratum : strata) {
            if (stratum.variance == 0) {
                throw new IllegalArgumentException(
                        "variance of a stratum is 0 (expected: above 0)");
            }
            weights += 1 / stratum.variance;
            sum += stratum.value / stratum.variance;
            units = Math.addExact(units, stratum.units);
        }
        return new Estimate(sum / weights, 1 / weights, units);
    }

    /** This number minus a fixed one. */
    public Estimate minus(double fixed) {
        return new Estimate(value - fixed, variance, units);
    }

    /** This number with the other sign. */
    public Estimate negated() {
        return new Estimate(-value, variance, units);
    }
}
