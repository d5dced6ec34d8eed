package dev.sluice.upstream.local;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Assigns the engine's slots to requests. A lane is what the engine can compute together: requests
 * with the same adapter.
 *
 * <p>The slots belong to one lane at a time. The engine never computes two adapters together: given
 * both, it makes one wait until the other has no request left, even those that came later. So each
 * lane has a <em>turn</em>. While no other lane waits, it takes slots as they become free; once one
 * does, the turn ends after as many requests as there are slots, and the next lane begins when
 * those are done. Within a lane it is first come, first served.
 *
 * <p>Thread-safe; the lock is held for a few map operations and never while callbacks run.
 */
final class SlotQueue {
    private static final int RETRY_AFTER_SECONDS_MAX = 60;

    /** Weight of the newest request in the mean, which makes about the last ten count. */
    private static final double PACE_WEIGHT = 0.2;

    private final int slots;
    private final int capacity;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, ArrayDeque<Place>> lanes = new LinkedHashMap<>();
    private final List<Runnable> whenIdle = new ArrayList<>();
    private int held;
    private int waiting;
    private String turn = "";
    private int turnGrants;
    private double meanHoldNanos = Duration.ofSeconds(1).toNanos();

    /**
     * Makes an idle queue.
     *
     * @param slots how many requests may run at once
     * @param capacity how many requests may wait
     * @param nanoTime the clock, in nanoseconds, that measures how long requests take
     */
    SlotQueue(int slots, int capacity, LongSupplier nanoTime) {
        this.slots = slots;
        this.capacity = capacity;
        this.nanoTime = nanoTime;
    }

    /** The result of asking for a slot. */
    sealed interface Entry permits Place, Full {}

    /**
     * Too many requests wait already; worth another try after the given time, estimated from recent
     * requests.
     */
    record Full(Duration retryAfter) implements Entry {}

    /**
     * Asks for a slot. When it is available, {@code executor} runs {@code granted}, unless the
     * place was left before.
     */
    Entry enter(String lane, Executor executor, Consumer<Place> granted) {
        Place place = new Place(lane, executor, granted);
        List<Place> admitted;
        lock.lock();
        try {
            lanes.computeIfAbsent(lane, ignored -> new ArrayDeque<>()).add(place);
            waiting++;
            admitted = admit();
            if (waiting > capacity && place.state == PlaceState.WAITING) {
                Duration retryAfter = retryAfter();
                remove(place);
                return new Full(retryAfter);
            }
        } finally {
            lock.unlock();
        }
        admitted.forEach(Place::tell);
        return place;
    }

    /**
     * Takes a slot if one is free and nobody waits; null otherwise. {@code executor} runs {@code
     * granted} with the place.
     */
    @Nullable
    Place enterIfFree(String lane, Executor executor, Consumer<Place> granted) {
        Place place = new Place(lane, executor, granted);
        lock.lock();
        try {
            boolean othersRun = held > 0 && !turn.equals(lane);
            if (held >= slots || waiting > 0 || othersRun) {
                return null;
            }
            lanes.computeIfAbsent(lane, ignored -> new ArrayDeque<>()).add(place);
            waiting++;
            admit();
        } finally {
            lock.unlock();
        }
        place.tell();
        return place;
    }

    /**
     * Runs the action as soon as no request holds a slot or waits for one, which may be at once.
     */
    void whenIdle(Runnable action) {
        lock.lock();
        try {
            if (held > 0 || waiting > 0) {
                whenIdle.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    /** How many requests hold a slot. */
    int held() {
        return count(() -> held);
    }

    /** How many requests wait for a slot. */
    int waiting() {
        return count(() -> waiting);
    }

    private int count(IntSupplier counter) {
        lock.lock();
        try {
            return counter.getAsInt();
        } finally {
            lock.unlock();
        }
    }

    private List<Place> admit() {
        List<Place> admitted = new ArrayList<>();
        while (held < slots && waiting > 0) {
            ArrayDeque<Place> next = nextLane();
            if (next == null) {
                break;
            }
            Place place = next.element();
            remove(place);
            place.state = PlaceState.HOLDING;
            place.heldSince = nanoTime.getAsLong();
            held++;
            turnGrants++;
            admitted.add(place);
        }
        return admitted;
    }

    /**
     * The lane that gets the next slot; null if the turn is over and its last requests still run.
     */
    private @Nullable ArrayDeque<Place> nextLane() {
        ArrayDeque<Place> current = lanes.get(turn);
        boolean othersWait = lanes.size() > (current == null ? 0 : 1);
        if (held > 0) {
            return othersWait && turnGrants >= slots ? null : current;
        }
        if (current != null && othersWait) { // To the end of the round.
            lanes.remove(turn);
            lanes.put(turn, current);
        }
        turn = lanes.keySet().iterator().next();
        turnGrants = 0;
        return lanes.get(turn);
    }

    private void remove(Place place) {
        ArrayDeque<Place> lane = lanes.get(place.lane);
        if (lane != null && lane.remove(place)) {
            waiting--;
            if (lane.isEmpty()) {
                lanes.remove(place.lane);
            }
        }
    }

    private void leave(Place place) {
        List<Place> admitted;
        List<Runnable> idle = List.of();
        lock.lock();
        try {
            switch (place.state) {
                case WAITING -> remove(place);
                case HOLDING -> release(place);
                case LEFT -> {
                    return;
                }
            }
            place.state = PlaceState.LEFT;
            admitted = admit();
            if (held == 0 && waiting == 0) {
                idle = List.copyOf(whenIdle);
                whenIdle.clear();
            }
        } finally {
            lock.unlock();
        }
        admitted.forEach(Place::tell);
        idle.forEach(Runnable::run);
    }

    /** Frees the slot and waits for another one, behind those of its lane that wait already. */
    private void again(Place place) {
        List<Place> admitted;
        lock.lock();
        try {
            if (place.state != PlaceState.HOLDING) {
                return;
            }
            release(place);
            place.state = PlaceState.WAITING;
            lanes.computeIfAbsent(place.lane, ignored -> new ArrayDeque<>()).add(place);
            waiting++;
            admitted = admit();
        } finally {
            lock.unlock();
        }
        admitted.forEach(Place::tell);
    }

    private void release(Place place) {
        held--;
        double hold = nanoTime.getAsLong() - place.heldSince;
        meanHoldNanos += PACE_WEIGHT * (hold - meanHoldNanos);
    }

    private boolean isHolding(Place place) {
        lock.lock();
        try {
            return place.state == PlaceState.HOLDING;
        } finally {
            lock.unlock();
        }
    }

    private Duration retryAfter() {
        double seconds = Math.ceil(waiting * meanHoldNanos / slots / 1e9);
        return Duration.ofSeconds(Math.clamp((long) seconds, 1, RETRY_AFTER_SECONDS_MAX));
    }

    private enum PlaceState {
        WAITING,
        HOLDING,
        LEFT
    }

    /** One request's place: first in the queue, then in a slot. */
    final class Place implements Entry {
        private final String lane;
        private final Executor executor;
        private final Consumer<Place> granted;
        private PlaceState state = PlaceState.WAITING;
        private long heldSince;

        private Place(String lane, Executor executor, Consumer<Place> granted) {
            this.lane = lane;
            this.executor = executor;
            this.granted = granted;
        }

        /** Leaves the queue or frees the slot; later calls do nothing. */
        void leave() {
            SlotQueue.this.leave(this);
        }

        /** Gives the slot back and waits for another, however many wait: it is never refused. */
        void again() {
            SlotQueue.this.again(this);
        }

        private void tell() {
            executor.execute(() -> {
                if (isHolding(this)) {
                    granted.accept(this);
                }
            });
        }
    }
}
