package dev.sluice.rollout.control;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * Measures how long one leader has watched one experiment. A wall clock can be set, and a monotonic
 * one may stand still while a machine is suspended; the shorter span of the two counts, so that
 * neither can shorten a stage. For one thread.
 */
final class StageClock {
    private @Nullable Instant wall;
    private long nanos;

    /**
     * The time watched since the last look; zero at the first.
     *
     * @param now by the wall clock
     * @param nanosNow by the monotonic clock, from any origin
     * @param interval between two looks; if a look was missed, only one interval counts as watched
     */
    Duration look(Instant now, long nanosNow, Duration interval) {
        Instant before = wall;
        Duration monotonic = Duration.ofNanos(nanosNow - nanos);
        wall = now;
        nanos = nanosNow;
        if (before == null) {
            return Duration.ZERO;
        }
        Duration counted = shorter(monotonic, Duration.between(before, now));
        if (counted.isNegative()) {
            return Duration.ZERO;
        }
        boolean missed = monotonic.compareTo(interval.multipliedBy(3).dividedBy(2)) > 0;
        return missed ? shorter(counted, interval) : counted;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
