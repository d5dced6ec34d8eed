package dev.sluice.inference.climb;

import dev.sluice.routing.AttemptDeadlines;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The times of one attempt: its phases, all of it, and one alarm of the contender's own. Notes only
 * when things happened; {@link Deadlines} looks at the clock.
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

    /** A phase of the attempt begins; the one before it is over. */
    void begin(Deadlines.Phase next) {
        phase = next;
        phaseLimit = next.limit(limits);
        suspended = false;
        phaseNanos = nanos.getAsLong();
        deadlines.arm(phaseNanos);
    }

    /** Something arrived: the current phase's time starts anew. */
    void touch() {
        phaseNanos = nanos.getAsLong();
    }

    /** The client reads slowly, or nobody reads: waiting for the upstream is not its fault now. */
    void suspend() {
        suspended = true;
    }

    /** The upstream is read again. */
    void resume() {
        suspended = false;
        touch();
        deadlines.arm(phaseNanos);
    }

    /** Tells the listener once that so long has passed from now; in place of an earlier alarm. */
    void alarm(Duration after) {
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

    /** When something last arrived, as far as that counts in this phase. */
    long activityNanos() {
        return phaseNanos;
    }

    /**
     * When it has to be looked at; what lies beyond the inference's own total may be told as never.
     */
    long dueNanos() {
        long phaseDue = suspended || phaseLimit == null ? NEVER : phaseNanos + phaseLimit.toNanos();
        Duration whole = limits.attempt();
        long wholeDue = whole == null ? NEVER : startNanos + whole.toNanos();
        return Math.min(Math.min(phaseDue, wholeDue), alarmNanos);
    }

    /** Tells the listener of what is due. */
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

    /** Told of what takes too long. */
    interface Listener {
        /** A phase, or all of the attempt, took longer than it may. */
        void onExpired(Deadlines.Phase phase, Duration limit);

        /** The alarm's time has come. */
        void onAlarm();
    }
}
