package dev.sluice.inference.climb;

import dev.sluice.routing.AttemptDeadlines;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Watches the times of one attempt: its phases, its total, and one alarm that the contender sets.
 * Only notes times; {@link Deadlines} has the timer.
 *
 * <p>Runs on the exchange's event loop.
 */
final class AttemptWatch {
    private static final long NEVER = Long.MAX_VALUE;

    private final Deadlines deadlines;
    private final AttemptDeadlines limits;
    private final LongSupplier nanos;
    private final Listener listener;
    private final long startNanos;
    private Deadlines.Phase phase;
    private @Nullable Duration phaseLimit;
    private long phaseNanos;
    private long alarmNanos = NEVER;
    private boolean suspended;
    private boolean over;

    AttemptWatch(
            Deadlines deadlines,
            AttemptDeadlines limits,
            Deadlines.Phase first,
            LongSupplier nanos,
            Listener listener) {
        this.deadlines = deadlines;
        this.limits = limits;
        this.nanos = nanos;
        this.listener = listener;
        this.startNanos = nanos.getAsLong();
        this.phase = first;
        this.phaseLimit = first.limit(limits);
        this.phaseNanos = startNanos;
    }

    /** Begins a phase, which ends the one before. */
    void begin(Deadlines.Phase next) {
        phase = next;
        phaseLimit = next.limit(limits);
        suspended = false;
        phaseNanos = nanos.getAsLong();
        deadlines.arm(phaseNanos);
    }

    /** Begins a phase, unless the attempt was in it already and has called its upstream again. */
    void reach(Deadlines.Phase next) {
        if (phase != next) {
            begin(next);
        }
    }

    /** From now on what arrives of the attempt is sent to the client. */
    void flow() {
        begin(Deadlines.Phase.GAP);
        deadlines.flowing(this);
    }

    /** Something arrived: starts the current phase's time anew. */
    void touch() {
        phaseNanos = nanos.getAsLong();
    }

    /**
     * Stops the phase's time: the client reads slowly, or the answer is held, so that waiting is
     * not the upstream's fault.
     */
    void suspend() {
        suspended = true;
    }

    /** The answer is kept: its upstream has to wait, or has given all of it. */
    void hold(boolean whole) {
        cancelAlarm();
        if (whole) {
            stop();
        } else {
            suspend();
        }
    }

    /** The upstream is read again. */
    void resume() {
        suspended = false;
        touch();
        deadlines.arm(phaseNanos);
    }

    /**
     * Calls the listener once after this time from now, or never. Replaces an earlier alarm.
     *
     * @param after null for never
     */
    void alarm(@Nullable Duration after) {
        if (after == null) {
            cancelAlarm();
            return;
        }
        long now = nanos.getAsLong();
        alarmNanos = now + after.toNanos();
        deadlines.arm(now);
    }

    void cancelAlarm() {
        alarmNanos = NEVER;
    }

    /** The attempt has ended. */
    void stop() {
        over = true;
        deadlines.forget(this);
    }

    boolean isSuspended() {
        return suspended;
    }

    /** When something last arrived, or the phase began, in nanoseconds. */
    long activityNanos() {
        return phaseNanos;
    }

    /**
     * When {@link #fire} has to be called, in nanoseconds; {@link Long#MAX_VALUE} if nothing can
     * expire.
     */
    long dueNanos() {
        long phaseDue = suspended || phaseLimit == null ? NEVER : phaseNanos + phaseLimit.toNanos();
        Duration whole = limits.attempt();
        long wholeDue = whole == null ? NEVER : startNanos + whole.toNanos();
        return Math.min(Math.min(phaseDue, wholeDue), alarmNanos);
    }

    /** Calls the listener if something is due. */
    void fire(long now) {
        Duration whole = limits.attempt();
        if (over) {
            return;
        }
        if (whole != null && now >= startNanos + whole.toNanos()) {
            listener.onExpired(Deadlines.Phase.ATTEMPT, whole);
        } else if (!suspended && phaseLimit != null && now >= phaseNanos + phaseLimit.toNanos()) {
            listener.onExpired(phase, phaseLimit);
        } else if (now >= alarmNanos) {
            alarmNanos = NEVER;
            listener.onAlarm();
        }
    }

    /** Called when something takes too long. */
    interface Listener {
        /** A phase, or the whole attempt, exceeded its limit. */
        void onExpired(Deadlines.Phase phase, Duration limit);

        /** The alarm's time is over. */
        void onAlarm();
    }
}
