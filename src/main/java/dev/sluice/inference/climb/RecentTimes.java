package dev.sluice.inference.climb;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A quantile of the latest few hundred times. Adding a time costs a store; the quantile is computed
 * anew every few times. Safe from any thread: a lost update means one time fewer among hundreds.
 */
final class RecentTimes {
    private static final int KEPT = 256;
    private static final int RENEWED_EVERY = 16;

    /** Fewer times than this say nothing about a tail. */
    private static final int ENOUGH = 32;

    private final AtomicLongArray times = new AtomicLongArray(KEPT);
    private final AtomicInteger count = new AtomicInteger();
    private final double quantile;
    private volatile long value = -1;

    RecentTimes(double quantile) {
        this.quantile = quantile;
    }

    void add(long nanos) {
        int n = count.getAndUpdate(was -> was == Integer.MAX_VALUE ? KEPT : was + 1);
        times.set(n % KEPT, nanos);
        int seen = Math.min(n + 1, KEPT);
        if (seen >= ENOUGH && (n + 1) % RENEWED_EVERY == 0) {
            long[] sorted = new long[seen];
            for (int i = 0; i < seen; i++) {
                sorted[i] = times.get(i);
            }
            Arrays.sort(sorted);
            value = sorted[(int) Math.min(seen - 1, Math.ceil(quantile * seen) - 1)];
        }
    }

    /** The quantile in nanoseconds; -1 while there are too few times. */
    long quantileNanos() {
        return value;
    }
}
