package dev.sluice.jobs;

import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * A loop on a daemon thread of its own: it takes turns and rests between them until it is stopped.
 * Turns may block.
 *
 * <p>Whoever makes a worker starts and stops it: a bean stops it at the {@code ShutdownEvent}, when
 * requests have ended and the database still runs ({@link dev.sluice.common.StopOrder}). Stopping
 * ends a rest at once, gives the present turn and then {@link Task#end} a limited time to finish,
 * and then interrupts the thread. Stopping a worker that was never started does nothing.
 *
 * <p>{@link #signal}, {@link #requestStop} and the two ways to stop may be called from any thread;
 * the task's own state belongs to the worker's thread.
 */
public final class Worker {
    private static final Logger LOG = Logger.getLogger(Worker.class);
    private static final Duration BACK_OFF_FIRST = Duration.ofMillis(200);
    private static final Duration BACK_OFF_LONGEST = Duration.ofSeconds(5);

    /** The time to close what is open, after the time to finish is over. */
    private static final Duration CLOSING = Duration.ofMillis(200);

    /** The time to clean up after an interrupt. */
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

    /** What a worker does. Called on its thread only. */
    public interface Task {
        /** Does what there is to do now, and returns how long to rest. */
        Rest turn() throws InterruptedException;

        /** A bug ended the turn; the next one follows after a back-off. */
        default void failed(RuntimeException bug) {
            LOG.error("a background task failed because of a bug; it is tried again", bug);
        }

        /**
         * Called once, at the end, to give things back and close them.
         *
         * @param inTime whether there is still time for more than closing
         */
        default void end(BooleanSupplier inTime) throws InterruptedException {}
    }

    /** Makes a worker, which {@link #start} starts. */
    public Worker(String name, Task task) {
        this(name, task, Ticker.SYSTEM);
    }

    /**
     * Makes a worker with a clock of its own, for tests.
     *
     * @param name the name of its thread
     */
    public Worker(String name, Task task, Ticker ticker) {
        this.name = name;
        this.task = task;
        this.ticker = ticker;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /** Starts the thread. To be called once. */
    public void start() {
        thread.start();
    }

    /** Whether it has been started. */
    public boolean isStarted() {
        return thread.getState() != Thread.State.NEW;
    }

    /** Whether it is to end; long turns check this now and then. */
    public boolean isStopping() {
        return stopping;
    }

    /** Signals that there may be something to do: ends an idle rest, or the next one. */
    public void signal() {
        if (signals.availablePermits() == 0) {
            signals.release(); // One is enough: the same turn sees all that came before it.
        }
    }

    /** Asks it to end within this time, and returns at once. */
    public void requestStop(Duration patience) {
        deadlineNanos = System.nanoTime() + patience.toNanos();
        stopping = true;
        ends.release();
        signals.release();
    }

    /** Stops it, and interrupts it if it has not ended within this time. */
    public void stop(Duration patience) throws InterruptedException {
        if (!finish(patience)) {
            thread.interrupt();
            thread.join(INTERRUPTED_PATIENCE);
        }
    }

    /**
     * Stops it without ever interrupting it, because an interrupt would close the files it writes.
     *
     * @return false if it has not ended within this time
     */
    public boolean finish(Duration patience) throws InterruptedException {
        requestStop(patience);
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
            LOG.debugf(e, "%s did not stop in time and was interrupted", name);
            endInterrupted();
        }
    }

    /** Closes what is open, although no time is left. */
    private void endInterrupted() {
        try {
            task.end(() -> false);
        } catch (InterruptedException again) {
            LOG.debugf(again, "%s was interrupted again while closing", name);
        }
    }

    /** A bug in a turn must not end the loop. */
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

    /** Rests; true if the worker is to end. */
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
