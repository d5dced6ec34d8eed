package dev.sluice.jobs;

import java.time.Duration;

/** How long a worker rests after a turn; whatever it is, stopping ends it at once. */
public sealed interface Rest {
    /** None: there is more to do. */
    static Rest none() {
        return new Pause(Duration.ZERO);
    }

    /** For so long, whatever is signalled meanwhile. */
    static Rest pause(Duration span) {
        return new Pause(span);
    }

    /** Until there is a signal, and for so long at most. */
    static Rest idle(Duration atMost) {
        return new Idle(atMost);
    }

    /** Until there is a signal. */
    static Rest idle() {
        return new Idle(Idle.FOREVER);
    }

    /** Longer from one failure to the next; a signal ends it, and so does nothing else. */
    static Rest backOff() {
        return new Failed();
    }

    /** For so long. */
    record Pause(Duration span) implements Rest {}

    /** Until there is a signal. */
    record Idle(Duration atMost) implements Rest {
        private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
    }

    /** As long as the worker's back-off says. */
    record Failed() implements Rest {}
}
