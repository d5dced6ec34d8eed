package dev.sluice.jobs;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * When a failed attempt is repeated: after a list of waits, and no more once the list ends. Pure
 * except for its random numbers.
 */
public final class RetrySchedule {
    /**
     * The share by which a wait varies, so that attempts that failed together are not repeated
     * together.
     */
    static final double JITTER = 0.2;

    private final List<Duration> waits;
    private final Duration longest;
    private final DoubleSupplier random;

    /**
     * Makes a schedule.
     *
     * @param waits the waits after the first, second and later attempts, without jitter
     * @param longest the longest wait that the other side may ask for
     * @param random gives numbers from 0 to 1
     */
    public RetrySchedule(List<Duration> waits, Duration longest, DoubleSupplier random) {
        this.waits = List.copyOf(waits);
        this.longest = longest;
        this.random = random;
    }

    /**
     * The wait until the next attempt.
     *
     * @param attempts how many attempts have failed, at least 1
     * @param asked the wait that the other side asked for; null if it did not
     * @return null if there is no further attempt
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
