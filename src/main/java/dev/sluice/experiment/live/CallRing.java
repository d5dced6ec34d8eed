package dev.sluice.experiment.live;

/**
 * The last calls of one variant in this process: when each ended and whether it failed. Not
 * thread-safe.
 */
final class CallRing {
    private final long[] times;
    private final boolean[] failures;
    private int next;
    private int size;
    private int run;

    /** @param most how many calls are remembered */
    CallRing(int most) {
        this.times = new long[most];
        this.failures = new boolean[most];
    }

    void add(boolean failed, long nanos) {
        times[next] = nanos;
        failures[next] = failed;
        next = (next + 1) % times.length;
        size = Math.min(size + 1, times.length);
        run = failed ? run + 1 : 0;
    }

    boolean isFull() {
        return size == times.length;
    }

    /** The number of failures in a row up to now. */
    int run() {
        return run;
    }

    /**
     * When an earlier call ended, counted back from the last one; the oldest remembered if there
     * are fewer.
     */
    long time(int before) {
        return times[at(Math.min(before, size - 1))];
    }

    /** Counts all remembered calls. */
    Count all() {
        return count(size);
    }

    /** Counts the calls that ended at that time or later. */
    Count since(long nanos) {
        int calls = 0;
        while (calls < size && times[at(calls)] - nanos >= 0) {
            calls++;
        }
        return count(calls);
    }

    private Count count(int calls) {
        int failed = 0;
        for (int i = 0; i < calls; i++) {
            failed += failures[at(i)] ? 1 : 0;
        }
        return new Count(calls, failed);
    }

    private int at(int before) {
        return Math.floorMod(next - 1 - before, times.length);
    }

    /** Some calls, and how many of them failed. */
    record Count(int calls, int failed) {
        /** The share that failed; 0 if there are no calls. */
        double share() {
            return calls == 0 ? 0 : (double) failed / calls;
        }
    }
}
