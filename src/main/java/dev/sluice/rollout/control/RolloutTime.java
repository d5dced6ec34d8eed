package dev.sluice.rollout.control;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clock that rollouts go by: real time, unless {@code sluice.rollouts.speed} makes it run
 * faster from the start of the process, for demos.
 */
@ApplicationScoped
public class RolloutTime {
    private static final double SPEED_MAX = 1_000_000;

    private final InstantSource source;
    private final LongSupplier monotonic;
    private final double speed;
    private final Instant begun;
    private final long origin;

    @Inject
    RolloutTime(@ConfigProperty(name = "sluice.rollouts.speed", defaultValue = "1") double speed) {
        this(InstantSource.system(), System::nanoTime, speed);
    }

    RolloutTime(InstantSource source, LongSupplier monotonic, double speed) {
        if (!(speed >= 1) || speed > SPEED_MAX) {
            throw new IllegalArgumentException("sluice.rollouts.speed is " + speed
                    + " (expected: a number from 1 to 1000000)");
        }
        this.source = source;
        this.monotonic = monotonic;
        this.speed = speed;
        this.begun = source.instant();
        this.origin = monotonic.getAsLong();
    }

    /** By the wall clock. */
    public Instant wall() {
        return of(source.instant());
    }

    /** By the monotonic clock, from any origin. */
    public long nanos() {
        long elapsed = monotonic.getAsLong() - origin;
        return speed == 1 ? elapsed : (long) (elapsed * speed);
    }

    /** Converts a moment of real time, such as a record's. */
    Instant of(Instant real) {
        return speed == 1 ? real : begun.plus(scaled(Duration.between(begun, real)));
    }

    /** Converts a span of real time. */
    public Duration scaled(Duration real) {
        return speed == 1 ? real : Duration.ofNanos((long) (real.toNanos() * speed));
    }
}
