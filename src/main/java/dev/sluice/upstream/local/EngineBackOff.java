package dev.sluice.upstream.local;

import dev.sluice.jobs.BackOff;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long to wait before an engine is restarted: half a second, doubled each time up to half a
 * minute, and reset once an engine has been healthy for a minute. Used by the supervisor's thread
 * only.
 */
final class EngineBackOff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration HEALTHY_FOR = Duration.ofSeconds(60);

    private final LongSupplier nanoTime;
    private final BackOff backOff = new BackOff(FIRST, LONGEST);
    private boolean ready;
    private long readySince;

    EngineBackOff(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The engine answers. */
    void onReady() {
        ready = true;
        readySince = nanoTime.getAsLong();
    }

    /** The engine has ended or did not start. Returns the time to wait. */
    Duration onEnded() {
        if (ready && nanoTime.getAsLong() - readySince >= HEALTHY_FOR.toNanos()) {
            backOff.reset();
        }
        ready = false;
        return backOff.next();
    }
}
