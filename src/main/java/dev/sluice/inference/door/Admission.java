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
 * How many inferences are open: over all, and of each key and route that has a limit. Who finds the
 * gateway full waits in a bounded queue, first come, first served.
 *
 * <p>Safe from any thread, without locks: an admission is one atomic increment for each limit that
 * applies. Whoever was let in gives each place back exactly once; {@link Ticket} sees to that.
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

    /** New limits; what is open beyond them goes on. */
    void apply(LimitsConfig changed) {
        limits = changed;
        callNext();
    }

    LimitsConfig limits() {
        return limits;
    }

    /** Takes a place in the gateway; false when it is full or others wait already. */
    boolean enter() {
        return waiting.get() == 0 && take(open, limits.open());
    }

    /**
     * Waits for a place.
     *
     * @return null when the queue is full
     */
    @Nullable
    Waiter await(Turn turn) {
        if (!take(waiting, limits.queue())) {
            return null;
        }
        Waiter waiter = new Waiter(turn);
        queue.add(waiter);
        callNext(); // A place may have come free since this one was told that there is none.
        return waiter;
    }

    /** Gives a place in the gateway back. */
    void leave() {
        open.decrementAndGet();
        if (waiting.get() > 0) {
            callNext();
        }
    }

    /**
     * Takes one of a key's places; gives what counts them, to be decremented at the end, or null
     * when all are taken.
     */
    @Nullable
    AtomicInteger enter(ApiKey key, int limit) {
        return place(keys, key.name(), limit);
    }

    /** Takes one of a route's places, as {@link #enter(ApiKey, int)} does of a key's. */
    @Nullable
    AtomicInteger enter(Route route, int limit) {
        return place(routes, route.name(), limit);
    }

    /** Sends away whoever waits: the gateway stops. */
    void turnAway() {
        for (Waiter next = queue.poll(); next != null; next = queue.poll()) {
            if (next.settle(Wait.OVER)) {
                next.turn.come(false);
            }
        }
    }

    /** Inferences that have a place. */
    public int open() {
        return open.get();
    }

    /** Requests that wait for one. */
    public int waiting() {
        return waiting.get();
    }

    /** Places that are taken, of all keys and routes with a limit. */
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
     * Gives free places to those who wait longest. Whoever adds to the queue or frees a place calls
     * it afterwards.
     */
    private void callNext() {
        while (!queue.isEmpty() && take(open, limits.open())) {
            Waiter next = queue.poll();
            if (next != null && next.settle(Wait.ADMITTED)) {
                next.turn.come(true);
            } else {
                // Nobody took the place. Another thread may have found none meanwhile: hence the
                // loop looks again.
                open.decrementAndGet();
            }
        }
    }

    /** Told once that the wait is over, on any thread. */
    @FunctionalInterface
    interface Turn {
        /**
         * The wait is over.
         *
         * @param admitted whether a place is taken now; else the gateway stops
         */
        void come(boolean admitted);
    }

    private enum Wait {
        WAITING,
        ADMITTED,
        OVER
    }

    /** One request that waits. */
    final class Waiter {
        private final Turn turn;
        private final AtomicReference<Wait> state = new AtomicReference<>(Wait.WAITING);

        private Waiter(Turn turn) {
            this.turn = turn;
        }

        /**
         * Waits no longer.
         *
         * @return false when the wait was over already
         */
        boolean withdraw() {
            if (!settle(Wait.OVER)) {
                return false;
            }
            queue.remove(this);
            return true;
        }

        /** Whether it has a place, to give back. */
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
