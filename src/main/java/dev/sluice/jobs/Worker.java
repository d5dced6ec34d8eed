package dev.sluice.jobs;

import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * A loop on a daemon thread of its own: turn, rest, turn, until it is stopped. Turns may block,
 * which is what the thread is for; nothing else does.
 *
 * <p>Whoever makes one starts it and stops it: a bean at the {@code ShutdownEvent}, when requests
 * have ended and the database still runs ({@link dev.sluice.common.StopOrder}). Stopping ends a
 * rest at once, lets the turn that goes on and then {@link Task#end} come to their end within a
 * patience, and interrupts the thread after it. One that was never started has nothing to stop.
 *
 * <p>{@link #signal}, {@link #tell} and the two ways to stop may be called from any thread; what a
 * task has belongs to the worker's thread alone.
 */
public final class Worker {
    private static final Logger LOG = Logger.getLogger(Worker.class);
    private static final Duration BACK_OFF_FIRST = Duration.ofMillis(200);
    private static final Duration BACK_OFF_LONGEST = Duration.ofSeconds(5);

    /** What one whose time is over has left to close what it has open. */
    private static final Duration CLOSING = Duration.ofMillis(200);

    /** What one that was interrupted has left to put things in order. */
    private static final Duration INTERRUPTED_PATIENCE = Duration.ofSeconds(1);

    private final String name;
    private final Task task;
    private final Ticker ticker;
    private final BackOff backOff = new BackOff(BACK_OFF_FIRST, BACK_OFF_LONGEST);
    private final Semaphore signals = new Semaphore(0);
    private final Semaphore ends = new Semaphore(0);
    private final Thread thread;
    private volatile boolean stopping;
    private volatile long deadlineNanos;

    /** What a worker does; called on its thread only. */
    public interface Task {
        /** Does what there is to do now, and says when there may be more. */
        Rest turn() throws InterruptedException;

        /** A turn has failed as nobody has thought of; the next one comes after a back-off. */
        default void failed(RuntimeException bug) {
            LOG.error("what goes on by itself has failed, and is tried again", bug);
        }

        /**
         * The last thing that is done.
         *
         * @param inTime whether there is time left for more
         */
        default void end(BooleanSupplier inTime) throws InterruptedException {}
    }

    /** Makes one; {@link #start} starts it. */
    public Worker(String name, Task task) {
        this(name, task, Ticker.SYSTEM);
    }

    /**
     * Makes one whose time goes by as a test says.
     *
     * @param name of its thread
     */
    public Worker(String name, Task task, Ticker ticker) {
        this.name = name;
        this.task = task;
        this.ticker = ticker;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /** Begins; once. */
    public void start() {
        thread.start();
    }

    /** Whether it was ever started. */
    public boolean isStarted() {
        return thread.getState() != Thread.State.NEW;
    }

    /** Whether it is to end; a turn that takes long looks now and then. */
    public boolean isStopping() {
        return stopping;
    }

    /** There may be something to do: ends a rest that waits for this, or the next one. */
    public void signal() {
        if (signals.availablePermits() == 0) {
            signals.release(); // One is enough: what came before it is seen by the same turn.
        }
    }

    /** Tells it to end, within that patience; returns at once. */
    public void tell(Duration patience) {
        deadlineNanos = System.nanoTime() + patience.toNanos();
        stopping = true;
        ends.release();
        signals.release();
    }

    /** Ends it; one that has not ended within the patience is interrupted. */
    public void stop(Duration patience) throws InterruptedException {
        if (!finish(patience)) {
            thread.interrupt();
            thread.join(INTERRUPTED_PATIENCE);
        }
    }

    /**
     * Ends it, and never interrupts it: for what writes files, which an interrupt would close.
     *
     * @return false when it has not ended within the patience
     */
    public boolean finish(Duration patience) throws InterruptedException {
        tell(patience);
        return !isStarted() || thread.join(patience.plus(CLOSING));
    }

    private void run() {
        try {
            Rest rest = Rest.none();
            while (!rested(rest)) {
                rest = turn();
            }
            task.end(() -> System.nanoTime() - deadlineNanos < 0);
        } catch (InterruptedException e) {
            LOG.debugf(e, "%s is interrupted at the end of the patience", name);
            endInterrupted();
        }
    }

    /** No time is left, but what is open is closed. */
    private void endInterrupted() {
        try {
            task.end(() -> false);
        } catch (InterruptedException again) {
            LOG.debugf(again, "%s is interrupted again", name);
        }
    }

    /** What nobody has thought of must not end the loop. */
    private Rest turn() throws InterruptedException {
        Rest rest;
        try {
            rest = task.turn();
        } catch (RuntimeException bug) {
            task.failed(bug);
            return Rest.backOff();
        }
        if (!(rest instanceof Rest.Failed)) {
            backOff.reset();
        }
        return rest;
    }

    /** Rests; true when it is to end. */
    private boolean rested(Rest rest) throws InterruptedException {
        switch (rest) {
            case Rest.Pause(Duration span) -> ticker.await(ends, span);
            case Rest.Idle(Duration atMost) -> awaitSignal(atMost);
            case Rest.Failed() -> awaitSignal(backOff.next());
        }
        return stopping;
    }

    private void awaitSignal(Duration atMost) throws InterruptedException {
        if (ticker.await(signals, atMost)) {
            signals.drainPermits();
        }
    }
}
