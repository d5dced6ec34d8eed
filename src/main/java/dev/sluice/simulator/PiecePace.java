package dev.sluice.simulator;

import java.time.Duration;
import java.util.Random;

/**
 * How fast the pieces of one step follow each other. The first piece comes at once.
 *
 * @param gap time between two pieces; zero to send all at once
 * @param jitter the most by which each gap is made longer or shorter, at random
 * @param seed seed of the random numbers, so that every answer has the same gaps
 */
public record PiecePace(Duration gap, Duration jitter, long seed) {
    /** All pieces at once. */
    public static final PiecePace NONE = new PiecePace(Duration.ZERO, Duration.ZERO, 1);

    /** A number of pieces per second. */
    public static PiecePace perSecond(double pieces) {
        return new PiecePace(Duration.ofNanos((long) (1e9 / pieces)), Duration.ZERO, 1);
    }

    public boolean isNone() {
        return gap.isZero() && jitter.isZero();
    }

    public Random random() {
        return new Random(seed);
    }

    /** The next gap; never negative. */
    public long nextGapNanos(Random random) {
        double shift = jitter.isZero() ? 0 : (random.nextDouble() * 2 - 1) * jitter.toNanos();
        return Math.max(0, gap.toNanos() + (long) shift);
    }
}
