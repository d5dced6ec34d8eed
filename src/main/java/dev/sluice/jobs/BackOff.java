package dev.sluice.jobs;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Waits that double with each failure, up to a longest one. Used by one thread. */
public final class BackOff {
    private final Duration first;
    private final Duration longest;
    private final double jitter;
    private final RandomGenerator random;
    private Duration next;

    /** Waits without jitter. */
    public BackOff(Duration first, Duration longest) {
        this(first, longest, 0, ThreadLocalRandom.current());
    }

    /**
     * Waits with jitter, so that tasks that failed together are not retried together.
     *
     * @param jitter the share of a wait by which it may be shorter, from 0 to 1
     */
    public BackOff(Duration first, Duration longest, double jitter, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.jitter = jitter;
        this.random = random;
        this.next = first;
    }

    /** The wait after one more failure. */
    public Duration next() {
        long now = next.toNanos();
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(longest) < 0 ? twice : longest;
        long span = (long) (now * jitter);
        return Duration.ofNanos(now - span + (span == 0 ? 0 : random.nextLong(span + 1)));
    }

    /** The task works again: starts anew with the first wait. */
    public void reset() {
        next = first;
    }
}
