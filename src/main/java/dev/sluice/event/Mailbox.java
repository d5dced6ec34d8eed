package dev.sluice.event;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queue of one client of a stream, which takes entries one by one as its connection allows. A
 * slow client gets the latest state only, and the latest {@value #WAITING_MAX} of the other events.
 * Thread-safe.
 */
final class Mailbox {
    /** Limit for events that are not states: one screenful. */
    static final int WAITING_MAX = 64;

    private final Lock lock = new ReentrantLock();
    private final Deque<Told> waiting = new ArrayDeque<>();
    private @Nullable UniEmitter<? super Told> taker;
    private int leftOut;
    private int idleTurns;

    /** Puts an entry into the queue. */
    void put(Told told) {
        UniEmitter<? super Told> now;
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

    /** The next entry, as soon as there is one. For one taker at a time. */
    Uni<Told> next() {
        return Uni.createFrom().emitter(emitter -> {
            Told first;
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
     * @return the number of intervals in which the client took none of the waiting entries
     */
    int turn(Told.Comment alive) {
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

    private Told comment() {
        Told said = new Told.Comment(
                leftOut + " older events were left out: the connection is too slow");
        leftOut = 0;
        return said;
    }

    private void keep(Told told) {
        switch (told) {
            case Told.State ignored -> waiting.removeIf(Told.State.class::isInstance);
            case Told.Comment ignored -> {
                if (!waiting.isEmpty()) {
                    return; // The waiting entries will keep the connection alive.
                }
            }
            case Told.Happened ignored -> makeRoom();
            case Told.End ignored -> waiting.clear();
        }
        waiting.add(told);
    }

    private void makeRoom() {
        if (waiting.size() >= WAITING_MAX) {
            Told oldest = waiting.stream()
                    .filter(Told.Happened.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            waiting.remove(oldest);
            leftOut++;
        }
    }
}
