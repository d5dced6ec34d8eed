package dev.sluice.jobs;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How time goes by for a worker; a test has its own. */
@FunctionalInterface
public interface Ticker {
    /** The time of this machine. */
    Ticker SYSTEM = (wake, atMost) -> wake.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);

    /** Waits until somebody wakes it, for so long at most; true when somebody has. */
    boolean await(Semaphore wake, Duration atMost) throws InterruptedException;
}
