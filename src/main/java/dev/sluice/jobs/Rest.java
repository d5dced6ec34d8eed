package dev.sluice.jobs;

import java.time.Duration;

/** How long a worker rests after a turn. Stopping the worker ends any rest at once. */
public sealed interface Rest {
    /** No rest: there is more to do. */
    static Rest none() {
        return new Pause(Duration.ZERO);
    }

    /** Rests for this time; signals do not end it. */
    static Rest pause(Duration span) {
        return new Pause(span);
    }

    /** Rests until there is a signal, but no longer than this. */
    static Rest idle(Duration atMost) {
        return new Idle(atMost);
    }

    /** Rests until there is a signal. */
    static Rest idle() {
        return new Idle(Idle.FOREVER);
    }

    /** Rests after a failure, longer each time; a signal ends it. */
    static Rest backOff() {
        return new Failed();
    }

    /** Rests for this time. */
    record Pause(Duration span) implements Rest {}

    /** Rests until there is a signal, but no longer than this. */
    record Idle(Duration atMost) implements Rest {
        private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
    }

    /** Rests as long as the worker's back-off says, or until there is a signal. */
    record Failed() implements Rest {}
}
