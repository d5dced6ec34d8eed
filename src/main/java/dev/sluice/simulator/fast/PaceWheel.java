package dev.sluice.simulator.fast;

import io.netty.channel.EventLoop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One timer for all paced answers of an event loop: they wait in slots of a few milliseconds, so
 * that thousands of streams cost one wake-up per tick. A late tick is made up for, so due times
 * never drift. Runs on its event loop.
 */
final class PaceWheel {
    /**
     * A twentieth of the gap at 20 tokens per second; a finer tick would be more precise than any
     * network.
     */
    static final long TICK_NANOS = 2_500_000;

    private static final int SLOTS = 1024;

    /** An answer that waits. */
    interface Waiting {
        /**
         * Called when it is due; returns the ticks until the next call, or a negative number for
         * never.
         */
        long onDue();
    }

    private record Entry(Waiting waiting, long due) {}

    private final EventLoop loop;
    private final List<List<Entry>> slots = new ArrayList<>();
    private long startNanos;
    private long tick;
    private int waiting;
    private boolean turning;

    PaceWheel(EventLoop loop) {
        this.loop = loop;
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new ArrayList<>());
        }
    }

    static long ticks(Duration time) {
        return Math.round(time.toNanos() / (double) TICK_NANOS);
    }

    /** Calls back after this many ticks, at least one. */
    void await(Waiting entry, long ticks) {
        if (!turning) {
            turning = true;
            startNanos = System.nanoTime() - tick * TICK_NANOS;
            schedule();
        }
        put(entry, now() + Math.max(1, ticks));
    }

    private void put(Waiting entry, long due) {
        slots.get((int) (due % SLOTS)).add(new Entry(entry, due));
        waiting++;
    }

    private long now() {
        return Math.max(tick, (System.nanoTime() - startNanos) / TICK_NANOS);
    }

    private void schedule() {
        long wait = startNanos + (tick + 1) * TICK_NANOS - System.nanoTime();
        var _ = loop.schedule(this::catchUp, Math.max(0, wait), TimeUnit.NANOSECONDS);
    }

    private void catchUp() {
        for (long until = now(); tick < until; ) {
            tick++;
            List<Entry> slot = slots.get((int) (tick % SLOTS));
            if (!slot.isEmpty()) {
                turn(slot);
            }
        }
        turning = waiting > 0;
        if (turning) {
            schedule();
        }
    }

    private void turn(List<Entry> slot) {
        List<Entry> due = List.copyOf(slot);
        slot.clear();
        waiting -= due.size();
        for (Entry entry : due) {
            if (entry.due() > tick) {
                put(entry.waiting(), entry.due()); // Another round.
                continue;
            }
            long next = entry.waiting().onDue();
            if (next >= 0) {
                put(entry.waiting(), entry.due() + Math.max(1, next));
            }
        }
    }
}
