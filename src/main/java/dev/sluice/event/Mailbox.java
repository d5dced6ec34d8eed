package dev.sluice.event;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queue of one client of a stream, which takes updates one by one as its connection allows. A
 * slow client gets the latest state only, and the latest {@value #WAITING_MAX} of the other events.
 * Thread-safe.
 */
final class Mailbox {
    /** Limit for events that are not states: one screenful. */
    static final int WAITING_MAX = 64;

    private final Lock lock = new ReentrantLock();
    private final Deque<Update> waiting = new ArrayDeque<>();
    private @Nullable UniEmitter<? super Update> taker;
    private int leftOut;
    private int idleTurns;

    /** Puts an update into the queue. */
    void put(Update told) {
        UniEmitter<? super Update> now;
        lock.lock();
        try {
            now = taker;
            taker = null;
            if (now == null) {
                keep(told);
                return;
            }
        } finally {
            lock.unlock();
        }
        now.complete(told);
    }

    /** The next update, as soon as there is one. For one taker at a time. */
    Uni<Update> next() {
        return Uni.createFrom().emitter(emitter -> {
            Update first;
            lock.lock();
            try {
                idleTurns = 0;
                first = leftOut == 0 ? waiting.poll() : comment();
                if (first == null) {
                    taker = emitter;
                    return;
                }
            } finally {
                lock.unlock();
            }
            emitter.complete(first);
        });
    }

    /**
     * Called at regular intervals: sends a comment on a quiet connection to keep it alive.
     *
     * @return the number of intervals in which the client took none of the waiting updates
     */
    int turn(Update.Comment alive) {
        boolean quiet;
        int idle;
        lock.lock();
        try {
            quiet = taker != null;
            idle = quiet || waiting.isEmpty() ? 0 : ++idleTurns;
        } finally {
            lock.unlock();
        }
        if (quiet) {
            put(alive);
        }
        return idle;
    }

    private Update comment() {
        Update said = new Update.Comment(
                leftOut + " older events were left out: the connection is too slow");
        leftOut = 0;
        return said;
    }

    private void keep(Update told) {
        switch (told) {
            case Update.State ignored -> waiting.removeIf(Update.State.class::isInstance);
            case Update.Comment ignored -> {
                if (!waiting.isEmpty()) {
                    return; // The waiting updates will keep the connection alive.
                }
            }
            case Update.Happened ignored -> makeRoom();
            case Update.End ignored -> waiting.clear();
        }
        waiting.add(told);
    }

    private void makeRoom() {
        if (waiting.size() >= WAITING_MAX) {
            Update oldest = waiting.stream()
                    .filter(Update.Happened.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            waiting.remove(oldest);
            leftOut++;
        }
    }
}
