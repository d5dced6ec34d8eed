package dev.sluice.testing;

import dev.sluice.jobs.Ticker;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Time for one worker that goes by when the test says so: a rest ends when somebody wakes the
 * worker, or when as much time has passed as it was to last.
 */
public final class ManualTicker implements Ticker {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Duration> rests = new ArrayList<>();
    private @Nullable Semaphore resting;
    private Duration left = Duration.ZERO;
    private boolean isOver;

    @Override
    public boolean await(Semaphore wake, Duration atMost) throws InterruptedException {
        if (!begin(wake, atMost)) {
            return wake.tryAcquire();
        }
        wake.acquire();
        return end();
    }

    /** False when it lasts no time. */
    private boolean begin(Semaphore wake, Duration atMost) {
        lock.lock();
        try {
            rests.add(atMost);
            if (atMost.isZero()) {
                return false;
            }
            resting = wake;
            left = atMost;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** True when it did not last to its end. */
    private boolean end() {
        lock.lock();
        try {
            boolean woken = !isOver;
            isOver = false;
            resting = null;
            return woken;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the worker rests, and lets so much time go by. */
    public void pass(Duration span) {
        lock.lock();
        try {
            while (resting == null || isOver) {
                changed.awaitUninterruptibly();
            }
            left = left.minus(span);
            if (!left.isPositive()) {
                isOver = true;
                resting.release();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How long each rest was to last, the one that goes on among them. */
    public List<Duration> rests() {
        lock.lock();
        try {
            return List.copyOf(rests);
        } finally {
            lock.unlock();
        }
    }
}
