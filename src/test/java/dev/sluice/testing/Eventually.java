package dev.sluice.testing;

import org.assertj.core.api.Assertions;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for a value that another thread is about to produce. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_NANOS = 500_000;

    private Eventually() {}

    /** Returns once the value is as expected; fails, naming both, after half a minute. */
    public static <T> void equals(Supplier<T> value, T expected) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        T seen = value.get();
        while (!seen.equals(expected) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
            seen = value.get();
        }
        Assertions.assertThat(seen).isEqualTo(expected);
    }
}
