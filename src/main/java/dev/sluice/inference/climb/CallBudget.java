package dev.sluice.inference.climb;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds extra calls to a share of a route's traffic: every inference adds its share, and every
 * extra call takes one. The savings are bounded, and begin with a few calls so that a route with
 * little traffic has some too. Safe from any thread.
 */
final class CallBudget {
    private static final long CALL = 1000;
    private static final long FIRST_CALLS = 10;

    /** The most calls saved, which a burst of failures may use at once. */
    private static final long SAVED_CALLS_MAX = 100;

    private final long share;
    private final AtomicLong saved;

    /** @param share extra calls for each inference, on average */
    CallBudget(double share) {
        this.share = Math.round(share * CALL);
        this.saved = new AtomicLong(this.share == 0 ? 0 : FIRST_CALLS * CALL);
    }

    /** Adds the share of one inference. */
    void payIn() {
        long now = saved.get();
        if (share > 0 && now < SAVED_CALLS_MAX * CALL) {
            saved.addAndGet(share); // May exceed the bound by a few.
        }
    }

    /** Takes one call; false if less than one is saved. */
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
