package dev.sluice.dialect;

import java.util.Arrays;

/**
 * Ranges of bytes, each from its first byte (inclusive) to its end (exclusive). Reused; grows to
 * the size that the largest chunk needs.
 */
public final class Spans {
    private int[] ends = new int[4];
    private int count;

    public void clear() {
        count = 0;
    }

    public void add(int from, int to) {
        if (2 * count == ends.length) {
            ends = Arrays.copyOf(ends, ends.length * 2);
        }
        ends[2 * count] = from;
        ends[2 * count + 1] = to;
        count++;
    }

    public void addAll(Spans others) {
        for (int i = 0; i < others.count; i++) {
            add(others.from(i), others.to(i));
        }
    }

    /** Whether a position is in one of the ranges. */
    public boolean contain(int at) {
        for (int i = 0; i < count; i++) {
            if (from(i) <= at && at < to(i)) {
                return true;
            }
        }
        return false;
    }

    public int count() {
        return count;
    }

    public int from(int i) {
        return ends[2 * i];
    }

    public int to(int i) {
        return ends[2 * i + 1];
    }
}
