package dev.sluice.experiment.statistics;

/** From where to where a number is, by the confidence of whoever made the interval. */
public record Interval(double low, double high) {
    /** Whether the number can be this one. */
    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
