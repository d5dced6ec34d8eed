package dev.sluice.bench;

import org.HdrHistogram.Histogram;

/** Measured times of one repetition, each with four significant digits. For one thread. */
final class Timings {
    private final Histogram values = new Histogram(4);

    void add(long value) {
        values.recordValue(value);
    }

    void addAll(Timings others) {
        values.add(others.values);
    }

    /** The percentage of all values that are in this range. */
    double percentBetween(long from, long to) {
        return size() == 0 ? 0 : 100.0 * values.getCountBetweenValues(from, to) / size();
    }

    long size() {
        return values.getTotalCount();
    }

    /**
     * The smallest value that at least this percentage of all values does not exceed (nearest
     * rank).
     *
     * @throws IllegalStateException when there are none
     */
    long percentile(double percent) {
        if (size() == 0) {
            throw new IllegalStateException("no values (expected: one or more)");
        }
        return values.getValueAtPercentile(percent);
    }
}
