package dev.sluice.database;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what runs on a {@link Lane} and queues what waits. Thread-safe. */
final class LaneQueue {
    private final int runningMax;
    private final int waitingMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    LaneQueue(int runningMax, int waitingMax) {
        this.runningMax = runningMax;
        this.waitingMax = waitingMax;
    }

    /** Starts the transaction or queues it; returns false when the queue is full. */
    boolean enter(Runnable transaction) {
        lock.lock();
        try {
            if (running == runningMax) {
                return waiting.size() < waitingMax && waiting.add(transaction);
            }
            running++;
        } finally {
            lock.unlock();
        }
        transaction.run();
        return true;
    }

    /** Passes the place of a finished transaction to the next in the queue. */
    void leave() {
        Runnable next;
        lock.lock();
        try {
            next = waiting.poll();
            if (next == null) {
                running--;
                return;
            }
        } finally {
            lock.unlock();
        }
        next.run();
    }
}
