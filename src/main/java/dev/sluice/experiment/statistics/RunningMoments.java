package dev.sluice.experiment.statistics;

/**
 * Adds up {@link Moments} one unit after the other (Welford 1962), in constant memory. Of one
 * thread.
 */
public final class RunningMoments {
    private long units;
    private double mean;
    private double squares;

    /** The metric of one more unit; finite. */
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

    /** What was added so far; does not change any more. */
    public Moments snapshot() {
        return new Moments(units, mean, squares);
    }
}
