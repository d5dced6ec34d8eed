package dev.sluice.bench;

import java.util.Arrays;

/** Measured values of one repetition, in the order in which they came. For one thread. */
final class Samples {
    private long[] values = new long[4096];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    void addAll(Samples others) {
        for (int i = 0; i < others.size; i++) {
            add(others.values[i]);
        }
    }

    /** Percent of all that are in this range. */
    double percentBetween(long from, long to) {
        long found = Arrays.stream(values, 0, size)
                .filter(it -> it >= from && it <= to)
                .count();
        return size == 0 ? 0 : 100.0 * found / size;
    }

    int size() {
        return size;
    }

    /**
     * The smallest value that at least so many percent of all are not above (nearest rank).
     *
     * @throws IllegalStateException when there are none
     */
    long percentile(double percent) {
        if (size == 0) {
            throw new IllegalStateException("no values (expected: one or more)");
        }
        long[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * size);
        return sorted[Math.clamp(rank - 1, 0, size - 1)];
    }
}
