package dev.sluice.jobs;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Waits that double from one failure to the next, up to a longest one. Of one thread. */
public final class BackOff {
    private final Duration first;
    private final Duration longest;
    private final double jitter;
    private final RandomGenerator random;
    private Duration next;

    /** Without chance. */
    public BackOff(Duration first, Duration longest) {
        this(first, longest, 0, ThreadLocalRandom.current());
    }

    /**
     * With some chance, so that what failed together does not come again together.
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

    /** It works again: the next failure is the first one. */
    public void reset() {
        next = first;
    }
}
