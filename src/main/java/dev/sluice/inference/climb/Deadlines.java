package dev.sluice.inference.climb;

import dev.sluice.routing.AttemptDeadlines;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Watches the total of one inference, the silence towards its client, and its attempts, with a
 * single timer. Activity only notes the time; a timer that fires too early because of it is set
 * again, so that a token costs no timer.
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
    private final List<AttemptWatch> watches = new ArrayList<>(2);
    private @Nullable AttemptWatch flowing;

    /**
     * When the client was last sent a sign of life, in nanoseconds; at first, when it began to
     * wait.
     */
    private long fillerNanos;

    private long timer = NO_TIMER;
    private long timerDueNanos;
    private boolean over;

    /**
     * Watches nothing yet.
     *
     * @param total the limit of the whole inference
     * @param silence the time without a byte after which the client gets a sign of life; null for
     *     never
     */
    Deadlines(
            Vertx vertx,
            Duration total,
            @Nullable Duration silence,
            LongSupplier nanos,
            Listener listener) {
        this.vertx = vertx;
        this.total = total;
        this.silence = silence;
        this.nanos = nanos;
        this.listener = listener;
        this.startNanos = nanos.getAsLong();
        this.fillerNanos = startNanos;
    }

    /** Begins to watch an attempt, in its first phase. */
    AttemptWatch watch(AttemptDeadlines limits, Phase first, AttemptWatch.Listener of) {
        AttemptWatch watch = new AttemptWatch(this, limits, first, nanos, of);
        watches.add(watch);
        arm(watch.activityNanos());
        return watch;
    }

    /** From now on what arrives of this attempt is sent to the client; null for no attempt. */
    void flowing(@Nullable AttemptWatch watch) {
        if (watch == null) {
            fillerNanos =
                    Math.max(fillerNanos, flowing == null ? fillerNanos : flowing.activityNanos());
        }
        flowing = watch;
    }

    /** The time left of the inference's total. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, totalDue() - nanos.getAsLong()));
    }

    /** Stops watching everything. */
    void stop() {
        over = true;
        watches.clear();
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    void forget(AttemptWatch watch) {
        watches.remove(watch);
        if (flowing == watch) {
            flowing(null);
        }
    }

    void arm(long now) {
        if (over) {
            return;
        }
        long due = Math.min(totalDue(), silenceDue());
        for (int i = 0; i < watches.size(); i++) {
            due = Math.min(due, watches.get(i).dueNanos());
        }
        if (timer != NO_TIMER) {
            if (timerDueNanos <= due) {
                return; // It fires soon enough, and is then set again.
            }
            vertx.cancelTimer(timer);
        }
        timerDueNanos = due;
        long delayMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(due - now) + 1);
        timer = vertx.setTimer(delayMillis, ignored -> fire());
    }

    private void fire() {
        timer = NO_TIMER;
        long now = nanos.getAsLong();
        if (now >= totalDue()) {
            listener.onTotalExpired(total);
            return;
        }
        for (AttemptWatch watch : List.copyOf(watches)) {
            if (!over && now >= watch.dueNanos()) {
                watch.fire(now); // May end the attempt, begin another, or end everything.
            }
        }
        if (!over && now >= silenceDue()) {
            fillerNanos = now;
            listener.onSilence();
        }
        arm(now);
    }

    private long totalDue() {
        return startNanos + total.toNanos();
    }

    private long silenceDue() {
        if (silence == null || (flowing != null && flowing.isSuspended())) {
            return totalDue();
        }
        // From the first token on, everything that arrives is sent on.
        long sentNanos =
                flowing == null ? fillerNanos : Math.max(flowing.activityNanos(), fillerNanos);
        return sentNanos + silence.toNanos();
    }

    /** Called when something takes too long. */
    interface Listener {
        /** The inference exceeded its total. */
        void onTotalExpired(Duration limit);

        /** The client has been sent nothing for too long. */
        void onSilence();
    }

    /**
     * What can take too long. The label is the name of the field below {@code deadlines} in {@code
     * sluice.yaml}.
     */
    enum Phase {
        HEAD("head"),
        FIRST_TOKEN("first-token"),
        GAP("gap"),

        /** A whole attempt: the total of its upstream. */
        ATTEMPT("attempt"),

        /** The whole inference: the total of its route, and the only phase of a document. */
        TOTAL("total");

        private final String label;

        Phase(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        /** The failure of an upstream that has exceeded this deadline. */
        UpstreamFailure.TimedOut expired(Upstream upstream, Duration limit) {
            String deadline = this == ATTEMPT ? "its own total" : "the " + label;
            return new UpstreamFailure.TimedOut(
                    label,
                    "upstream '" + upstream.name() + "' exceeded " + deadline + " deadline of "
                            + limit.toMillis() + " ms");
        }

        @Nullable
        Duration limit(AttemptDeadlines limits) {
            return switch (this) {
                case HEAD -> limits.head();
                case FIRST_TOKEN -> limits.firstToken();
                case GAP -> limits.gap();
                case ATTEMPT, TOTAL -> null;
            };
        }
    }
}
