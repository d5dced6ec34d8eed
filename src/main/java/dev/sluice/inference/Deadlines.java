package dev.sluice.inference;

import dev.sluice.routing.AttemptDeadlines;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the phases of one inference, and the silence towards its client, with a single timer. Activity only notes the
 * time; when the timer fires too early because of it, it is set again, so that a token costs no timer.
 *
 * <p>Runs on the exchange's event loop.
 */
final class Deadlines {
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Duration total;
    private final @Nullable Duration silence;
    private final LongSupplier nanos;
    private final Listener listener;
    private final long startNanos;
    private Phase phase = Phase.TOTAL;
    private @Nullable Duration phaseLimit;
    private @Nullable Duration attemptLimit;
    private long phaseNanos;
    private long attemptNanos;

    /** When the client was last sent something that was not of its answer; at first, when it began to wait. */
    private long fillerNanos;

    private long timer = NO_TIMER;
    private long timerDueNanos;
    private boolean suspended;

    /**
     * Watches nothing yet.
     *
     * @param total for the whole inference
     * @param silence after how long with nothing sent the client is to get a sign of life; null for never
     */
    Deadlines(Vertx vertx, Duration total, @Nullable Duration silence, LongSupplier nanos, Listener listener) {
        this.vertx = vertx;
        this.total = total;
        this.silence = silence;
        this.nanos = nanos;
        this.listener = listener;
        this.startNanos = nanos.getAsLong();
        this.fillerNanos = startNanos;
    }

    /** An attempt begins, with its first phase; all of the one before it is over. */
    void beginAttempt(AttemptDeadlines limits, Phase first) {
        long now = nanos.getAsLong();
        attemptNanos = now;
        attemptLimit = limits.attempt();
        begin(first, limits, now);
    }

    /** A phase of the attempt begins; the one before it is over. */
    void begin(Phase next, AttemptDeadlines limits) {
        begin(next, limits, nanos.getAsLong());
    }

    private void begin(Phase next, AttemptDeadlines limits, long now) {
        phase = next;
        phaseLimit = next.limit(limits);
        suspended = false;
        phaseNanos = now;
        arm(now);
    }

    /** Something arrived: the current phase's time starts anew. */
    void touch() {
        phaseNanos = nanos.getAsLong();
    }

    /** The client reads slowly: waiting for the upstream is not its fault now. */
    void suspend() {
        suspended = true;
    }

    /** The upstream is read again. */
    void resume() {
        suspended = false;
        touch();
        arm(phaseNanos);
    }

    /** Watches nothing any more. */
    void stop() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
        phase = Phase.OVER;
    }

    private void arm(long now) {
        long due = Math.min(Math.min(phaseDue(), silenceDue()), Math.min(attemptDue(), totalDue()));
        if (timer != NO_TIMER) {
            if (timerDueNanos <= due) {
                return; // It fires soon enough and will look again.
            }
            vertx.cancelTimer(timer);
        }
        timerDueNanos = due;
        long delayMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(due - now) + 1);
        timer = vertx.setTimer(delayMillis, ignored -> fire());
    }

    private void fire() {
        timer = NO_TIMER;
        if (phase == Phase.OVER) {
            return;
        }
        long now = nanos.getAsLong();
        if (now >= totalDue()) {
            listener.onExpired(Phase.TOTAL, total);
        } else if (attemptLimit != null && now >= attemptDue()) {
            listener.onExpired(Phase.ATTEMPT, attemptLimit);
        } else if (phaseLimit != null && now >= phaseDue()) {
            listener.onExpired(phase, phaseLimit);
        } else {
            if (now >= silenceDue()) {
                fillerNanos = now;
                listener.onSilence();
            }
            arm(now);
        }
    }

    private long totalDue() {
        return startNanos + total.toNanos();
    }

    private long attemptDue() {
        return attemptLimit == null ? totalDue() : attemptNanos + attemptLimit.toNanos();
    }

    private long phaseDue() {
        return suspended || phaseLimit == null ? totalDue() : phaseNanos + phaseLimit.toNanos();
    }

    private long silenceDue() {
        if (silence == null || suspended) {
            return totalDue();
        }
        // From the first token on whatever arrives is sent on.
        long sentNanos = phase == Phase.GAP ? Math.max(phaseNanos, fillerNanos) : fillerNanos;
        return sentNanos + silence.toNanos();
    }

    /** Told of what takes too long. */
    interface Listener {
        /** A phase took longer than it may. */
        void onExpired(Phase phase, Duration limit);

        /** The client has been sent nothing for long. */
        void onSilence();
    }

    /** What can take too long; the label is the field below {@code deadlines} in {@code sluice.yaml}. */
    enum Phase {
        HEAD("head"),
        FIRST_TOKEN("first-token"),
        GAP("gap"),

        /** All of an attempt: the total of its upstream. */
        ATTEMPT("attempt"),

        /** All of the inference: the total of its route. A document has no other phase. */
        TOTAL("total"),
        OVER("over");

        private final String label;

        Phase(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        private @Nullable Duration limit(AttemptDeadlines limits) {
            return switch (this) {
                case HEAD -> limits.head();
                case FIRST_TOKEN -> limits.firstToken();
                case GAP -> limits.gap();
                case ATTEMPT, TOTAL, OVER -> null;
            };
        }
    }
}
