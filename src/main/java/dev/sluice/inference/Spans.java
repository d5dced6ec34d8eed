package dev.sluice.inference;

import java.util.Arrays;

/**
 * Places in a text, each from its first byte to behind its last. Reused; grows to what the largest
 * chunk needed.
 */
final class Spans {
    private int[] ends = new int[4];
    private int count;

    void clear() {
        count = 0;
    }

    void add(int from, int to) {
        if (2 * count == ends.length) {
            ends = Arrays.copyOf(ends, ends.length * 2);
        }
        ends[2 * count] = from;
        ends[2 * count + 1] = to;
        count++;
    }

    void addAll(Spans others) {
        for (int i = 0; i < others.count; i++) {
            add(others.from(i), others.to(i));
        }
    }

    int count() {
        return count;
    }

    int from(int i) {
        return ends[2 * i];
    }

    int to(int i) {
        return ends[2 * i + 1];
    }
}
