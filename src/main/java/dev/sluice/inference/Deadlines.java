package dev.sluice.inference;

import dev.sluice.config.DeadlinesConfig;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Watches the phases of one inference with a single timer. Activity only notes the time; when the timer fires too
 * early because of it, it is set again, so that a token costs no timer.
 *
 * <p>Runs on the exchange's event loop.
 */
final class Deadlines {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final DeadlinesConfig config;
    private final LongSupplier nanos;
    private final Expiry onExpired;
    private final long startNanos;
    private Phase phase = Phase.TOTAL;
    private long phaseNanos;
    private long timer = NONE;
    private long timerDueNanos;
    private boolean suspended;

    Deadlines(Vertx vertx, DeadlinesConfig config, LongSupplier nanos, Expiry onExpired) {
        this.vertx = vertx;
        this.config = config;
        this.nanos = nanos;
        this.onExpired = onExpired;
        this.startNanos = nanos.getAsLong();
    }

    /** A phase begins; the one before it is over. */
    void begin(Phase next) {
        phase = next;
        suspended = false;
        phaseNanos = nanos.getAsLong();
        arm();
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
        arm();
    }

    /** Watches nothing any more. */
    void stop() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
        phase = Phase.OVER;
    }

    private void arm() {
        long due = Math.min(phaseDue(), totalDue());
        if (timer != NONE) {
            if (timerDueNanos <= due) {
                return; // It fires soon enough and will look again.
            }
            vertx.cancelTimer(timer);
        }
        timerDueNanos = due;
        long delayMillis = Math.max(1, Duration.ofNanos(due - nanos.getAsLong()).toMillis() + 1);
        timer = vertx.setTimer(delayMillis, ignored -> fire());
    }

    private void fire() {
        timer = NONE;
        long now = nanos.getAsLong();
        if (phase == Phase.OVER) {
            return;
        }
        if (now >= totalDue()) {
            expire(Phase.TOTAL);
        } else if (now >= phaseDue()) {
            expire(phase);
        } else {
            arm();
        }
    }

    private void expire(Phase expired) {
        Duration limit = expired.limit(config);
        onExpired.on(expired, limit);
    }

    private long totalDue() {
        return startNanos + config.total().toNanos();
    }

    private long phaseDue() {
        boolean unlimited = suspended || phase == Phase.TOTAL || phase == Phase.OVER;
        return unlimited ? totalDue() : phaseNanos + phase.limit(config).toNanos();
    }

    /** Told once when a phase takes too long. */
    @FunctionalInterface
    interface Expiry {
        void on(Phase phase, Duration limit);
    }

    /** What can take too long; the label is the field below {@code deadlines} in {@code sluice.yaml}. */
    enum Phase {
        HEAD("head", DeadlinesConfig::head),
        FIRST_TOKEN("first-token", DeadlinesConfig::firstToken),
        GAP("gap", DeadlinesConfig::gap),
        TOTAL("total", DeadlinesConfig::total),
        OVER("over", DeadlinesConfig::total);

        private final String label;

        @SuppressWarnings("ImmutableEnumChecker") // A reference to an accessor.
        private final Function<DeadlinesConfig, Duration> limit;

        Phase(String label, Function<DeadlinesConfig, Duration> limit) {
            this.label = label;
            this.limit = limit;
        }

        String label() {
            return label;
        }

        Duration limit(DeadlinesConfig config) {
            return limit.apply(config);
        }
    }
}
