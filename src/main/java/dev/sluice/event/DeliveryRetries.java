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
 * When a delivery that has failed is tried again: soon at first, then ever later, for about a day.
 * Pure.
 */
final class DeliveryRetries {
    /**
     * The waits behind the first, the second ... attempt, without their jitter: 24 h 36 min in all.
     */
    static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(8),
            Duration.ofHours(9));

    /** A receiver that asks for more is asked again after this. */
    static final Duration LONGEST = Duration.ofHours(24);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private DeliveryRetries() {}

    /**
     * The schedule.
     *
     * @param random from 0 to 1
     */
    static RetrySchedule schedule(DoubleSupplier random) {
        return new RetrySchedule(WAITS, LONGEST, random);
    }

    /**
     * What a {@code Retry-After} asks for: seconds, or a date of HTTP; null when it can't be
     * understood.
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
