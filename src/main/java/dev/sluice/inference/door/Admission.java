package dev.sluice.inference.door;

import dev.sluice.access.ApiKey;
import dev.sluice.config.ConfigStore;
import dev.sluice.config.server.LimitsConfig;
import dev.sluice.routing.Route;
import dev.sluice.telemetry.Meters;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Counts the open inferences: in the gateway, and of each key and route that has a limit. A request
 * that finds the gateway full waits in a bounded queue, first come, first served.
 *
 * <p>Safe from any thread, without locks: an admission is one atomic increment for each limit that
 * applies. Each place that is taken is given back exactly once; {@link Ticket} sees to that.
 */
@ApplicationScoped
public class Admission {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Queue<Waiter> queue = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> keys = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> routes = new ConcurrentHashMap<>();
    private volatile LimitsConfig limits;

    @Inject
    Admission(ConfigStore config, Meters meters) {
        this(config.current().limits());
        config.subscribe(changed -> apply(changed.limits()));
        meters.watchWaiting(waiting::get);
    }

    public Admission(LimitsConfig limits) {
        this.limits = limits;
    }

    /** Applies new limits. Inferences that are open beyond them continue. */
    void apply(LimitsConfig changed) {
        limits = changed;
        callNext();
    }

    LimitsConfig limits() {
        return limits;
    }

    /** Takes a place in the gateway; false if it is full or requests are already waiting. */
    boolean enter() {
        return waiting.get() == 0 && take(open, limits.open());
    }

    /**
     * Waits for a place.
     *
     * @return null if the queue is full
     */
    @Nullable
    Waiter await(Turn turn) {
        if (!take(waiting, limits.queue())) {
            return null;
        }
        Waiter waiter = new Waiter(turn);
        queue.add(waiter);
        callNext(); // A place may have become free since enter() found none.
        return waiter;
    }

    /** Gives back a place in the gateway. */
    void leave() {
        open.decrementAndGet();
        if (waiting.get() > 0) {
            callNext();
        }
    }

    /**
     * Takes one of a key's places. Returns the counter, which the caller decrements at the end;
     * null if all are taken.
     */
    @Nullable
    AtomicInteger enter(ApiKey key, int limit) {
        return place(keys, key.name(), limit);
    }

    /** Takes one of a route's places, as {@link #enter(ApiKey, int)} does for a key. */
    @Nullable
    AtomicInteger enter(Route route, int limit) {
        return place(routes, route.name(), limit);
    }

    /** Turns away all waiting requests, because the gateway is stopping. */
    void turnAway() {
        for (Waiter next = queue.poll(); next != null; next = queue.poll()) {
            if (next.settle(Wait.OVER)) {
                next.turn.come(false);
            }
        }
    }

    /** How many inferences have a place. */
    public int open() {
        return open.get();
    }

    /** How many requests are waiting for a place. */
    public int waiting() {
        return waiting.get();
    }

    /** How many places are taken of all keys and routes with a limit. */
    public int limitedPlaces() {
        return keys.values().stream().mapToInt(AtomicInteger::get).sum()
                + routes.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    private static @Nullable AtomicInteger place(
            Map<String, AtomicInteger> counts, String name, int limit) {
        AtomicInteger count = counts.get(name);
        if (count == null) {
            count = counts.computeIfAbsent(name, ignored -> new AtomicInteger());
        }
        return take(count, limit) ? count : null;
    }

    private static boolean take(AtomicInteger count, int limit) {
        int now = count.get();
        while (now < limit) {
            int seen = count.compareAndExchange(now, now + 1);
            if (seen == now) {
                return true;
            }
            now = seen;
        }
        return false;
    }

    /**
     * Gives free places to the requests that have waited longest. To be called after adding to the
     * queue and after freeing a place.
     */
    private void callNext() {
        while (!queue.isEmpty() && take(open, limits.open())) {
            Waiter next = queue.poll();
            if (next != null && next.settle(Wait.ADMITTED)) {
                next.turn.come(true);
            } else {
                // The request had withdrawn. Another thread may have found the gateway full in the
                // meantime, so the loop looks again.
                open.decrementAndGet();
            }
        }
    }

    /** Called once when a wait is over, on any thread. */
    @FunctionalInterface
    interface Turn {
        /**
         * Ends the wait.
         *
         * @param admitted whether the request has a place now; if not, the gateway is stopping
         */
        void come(boolean admitted);
    }

    private enum Wait {
        WAITING,
        ADMITTED,
        OVER
    }

    /** One waiting request. */
    final class Waiter {
        private final Turn turn;
        private final AtomicReference<Wait> state = new AtomicReference<>(Wait.WAITING);

        private Waiter(Turn turn) {
            this.turn = turn;
        }

        /**
         * Stops waiting.
         *
         * @return false if the wait was already over
         */
        boolean withdraw() {
            if (!settle(Wait.OVER)) {
                return false;
            }
            queue.remove(this);
            return true;
        }

        /** Whether it has been given a place, which it must give back. */
        boolean isAdmitted() {
            return state.get() == Wait.ADMITTED;
        }

        private boolean settle(Wait settled) {
            if (!state.compareAndSet(Wait.WAITING, settled)) {
                return false;
            }
            waiting.decrementAndGet();
            return true;
        }
    }
}
