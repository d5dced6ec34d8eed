package dev.sluice.experiment.statistics;

/**
 * Adds up {@link Moments} one unit at a time (Welford 1962), in constant memory. Used by one
 * thread.
 */
public final class RunningMoments {
    private long units;
    private double mean;
    private double squares;

    /** Adds the metric of one more unit; finite. */
    public void add(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "value is " + value + " (expected: a finite number)");
        }
        units++;
        double off = value - mean;
        mean += off / units;
        squares += off * (value - mean);
    }

    /** The moments so far, as an immutable value. */
    public Moments snapshot() {
        return new Moments(units, mean, squares);
    }
}
