package dev.sluice.inference.climb;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds extra calls to a share of a route's traffic: every inference pays in its share, every
 * extra call takes one out. What is saved is bounded, and there is a little to begin with, so that
 * a route with little traffic has some too. Safe from any thread.
 */
final class CallBudget {
    private static final long CALL = 1000;
    private static final long FIRST_CALLS = 10;

    /** As many as a burst of failures may take at once. */
    private static final long SAVED_CALLS_MAX = 100;

    private final long share;
    private final AtomicLong saved;

    /** @param share extra calls for each inference, in the long run */
    CallBudget(double share) {
        this.share = Math.round(share * CALL);
        this.saved = new AtomicLong(this.share == 0 ? 0 : FIRST_CALLS * CALL);
    }

    /** An inference has begun. */
    void payIn() {
        long now = saved.get();
        if (share > 0 && now < SAVED_CALLS_MAX * CALL) {
            saved.addAndGet(share); // Beyond the bound by a few at most.
        }
    }

    /** Takes out one call, if there is one. */
    boolean take() {
        long now;
        do {
            now = saved.get();
            if (now < CALL) {
                return false;
            }
        } while (!saved.compareAndSet(now, now - CALL));
        return true;
    }
}
