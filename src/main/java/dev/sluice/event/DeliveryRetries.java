package dev.sluice.event;

import dev.sluice.jobs.RetrySchedule;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/**
 * When a failed delivery is retried: soon at first, then at growing intervals, for about a day.
 * Pure.
 */
final class DeliveryRetries {
    /** The waits after the first, second ... attempt, without jitter: 24 h 36 min in total. */
    static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(8),
            Duration.ofHours(9));

    /** A longer {@code Retry-After} is cut to this. */
    static final Duration LONGEST = Duration.ofHours(24);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private DeliveryRetries() {}

    /**
     * The schedule of retries.
     *
     * @param random numbers from 0 to 1, for the jitter
     */
    static RetrySchedule schedule(DoubleSupplier random) {
        return new RetrySchedule(WAITS, LONGEST, random);
    }

    /**
     * The wait that a {@code Retry-After} asks for, in seconds or as an HTTP date; null when it
     * can't be parsed.
     */
    static @Nullable Duration asked(@Nullable String retryAfter, Instant now) {
        if (retryAfter == null) {
            return null;
        }
        String text = retryAfter.strip();
        if (SECONDS.matcher(text).matches()) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Duration until = Duration.between(
                    now,
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeException noDate) {
            return null;
        }
    }
}
