package dev.sluice.experiment.statistics;

/** The bounds of a number. How sure they are depends on what made the interval. */
public record Interval(double low, double high) {
    /** Whether the interval contains a value. */
    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
