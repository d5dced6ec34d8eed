package dev.sluice.experiment.statistics;

/**
 * Count, mean and spread of a metric over the units of one variant. A rate is the mean of zeros and
 * ones; ratings and times are means per unit, because two actions of one user are not two
 * independent observations.
 *
 * @param units 0 or more
 * @param mean 0 if there are no units
 * @param squares the sum of squared distances from the mean
 */
public record Moments(long units, double mean, double squares) {
    public static final Moments NONE = new Moments(0, 0, 0);

    public Moments {
        if (units < 0) {
            throw new IllegalArgumentException("units is " + units + " (expected: 0 or more)");
        }
        if (!Double.isFinite(mean) || (units == 0 && mean != 0)) {
            throw new IllegalArgumentException("mean of " + units + " units is " + mean
                    + " (expected: a finite number, and 0 of none)");
        }
        if (!(squares >= 0) || Double.isInfinite(squares) || (units < 2 && squares != 0)) {
            throw new IllegalArgumentException("squares of " + units + " units is " + squares
                    + " (expected: 0 or more, finite, and 0 of less than two)");
        }
    }

    /** The moments of a rate: {@code hits} ones among {@code units} zeros and ones. */
    public static Moments ofRate(long hits, long units) {
        if (hits < 0 || hits > units) {
            throw new IllegalArgumentException(
                    hits + " hits of " + units + " (expected: 0 to " + units + ")");
        }
        return units == 0
                ? NONE
                : new Moments(units, (double) hits / units, (double) hits / units * (units - hits));
    }

    /** The moments of both together, as if counted at once (Chan, Golub and LeVeque 1979). */
    public Moments merge(Moments other) {
        if (units == 0) {
            return other;
        }
        if (other.units == 0) {
            return this;
        }
        long both = Math.addExact(units, other.units);
        double off = other.mean - mean;
        double share = (double) other.units / both;
        return new Moments(
                both, mean + off * share, squares + other.squares + off * off * share * units);
    }

    /**
     * The variance among units, divided by n as in the paper; the difference from n - 1 no longer
     * matters by the time an interval may be used.
     */
    public double variance() {
        return units == 0 ? 0 : squares / units;
    }

    /**
     * The same, but with at least the variance that one more unit at the other end of the range
     * would cause. Without this, 0 errors in 100 would mean 0 for certain.
     *
     * @param range the difference between the largest and the smallest value of a unit: 1 for a
     *     rate; infinite if unbounded, which changes nothing
     */
    public Moments withinRange(double range) {
        if (units < 2 || Double.isInfinite(range)) {
            return this;
        }
        double next = units + 1.0;
        double least = range * range * units / (next * next) * units;
        return squares >= least ? this : new Moments(units, mean, least);
    }
}
