package dev.sluice.database;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/** Who runs on a {@link Lane} and who waits for that. Safe for any thread. */
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

    /** Starts it now or puts it in line; false when there is no room for it. */
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

    /** Gives the place of one that has ended to the next in line. */
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
