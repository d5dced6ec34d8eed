package dev.sluice.jobs;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A worker's clock, which tests replace. */
@FunctionalInterface
public interface Ticker {
    /** The clock of this machine. */
    Ticker SYSTEM = (wake, atMost) -> wake.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);

    /**
     * Waits for a permit of {@code wake}, but no longer than {@code atMost}; true if it got one.
     */
    boolean await(Semaphore wake, Duration atMost) throws InterruptedException;
}
