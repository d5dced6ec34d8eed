package dev.sluice.jobs;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * When what has failed is tried again: after waits that are written down, until there is no more of
 * them. Pure but for its chance.
 */
public final class RetrySchedule {
    /** How far a wait may be off, so that what failed together does not come again together. */
    static final double JITTER = 0.2;

    private final List<Duration> waits;
    private final Duration longest;
    private final DoubleSupplier random;

    /**
     * Makes one.
     *
     * @param waits behind the first, the second ... attempt, without their jitter
     * @param longest whoever asks for more is tried again after this
     * @param random from 0 to 1
     */
    public RetrySchedule(List<Duration> waits, Duration longest, DoubleSupplier random) {
        this.waits = List.copyOf(waits);
        this.longest = longest;
        this.random = random;
    }

    /**
     * The wait until the next attempt.
     *
     * @param attempts that have failed, from 1
     * @param asked what the other side asked for; null when it did not
     * @return null when there is none
     */
    public @Nullable Duration after(int attempts, @Nullable Duration asked) {
        if (attempts > waits.size()) {
            return null;
        }
        double factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
        Duration wait = Duration.ofMillis(Math.round(waits.get(attempts - 1).toMillis() * factor));
        if (asked == null || asked.compareTo(wait) <= 0) {
            return wait;
        }
        return asked.compareTo(longest) < 0 ? asked : longest;
    }
}
