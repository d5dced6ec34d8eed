package dev.sluice.event;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for one client of a stream, which takes one thing after the other as its connection
 * allows. A slow one finds the latest state instead of all of them, and of the rest the latest
 * {@value #WAITING_MAX}. Safe for any thread.
 */
final class Mailbox {
    /** Of all that is not a state: a screen full. */
    static final int WAITING_MAX = 64;

    private final Lock lock = new ReentrantLock();
    private final Deque<Told> waiting = new ArrayDeque<>();
    private @Nullable UniEmitter<? super Told> taker;
    private int leftOut;
    private int idleTurns;

    /** Puts it in. */
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

    /** The next, as soon as there is one. Of one taker at a time. */
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
     * Says that some time has gone by; keeps the connection alive when it is quiet.
     *
     * @return for how many turns nothing that waits was taken
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
                leftOut + " older events are left out: the connection is too slow");
        leftOut = 0;
        return said;
    }

    private void keep(Told told) {
        switch (told) {
            case Told.State ignored -> waiting.removeIf(Told.State.class::isInstance);
            case Told.Comment ignored -> {
                if (!waiting.isEmpty()) {
                    return; // What waits keeps the connection as alive as that.
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
