package dev.sluice.web;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.regex.Pattern;

/** Parses ids, moments and shares in requests. Pure. */
public final class Forms {
    /** Completes "expected ...". */
    public static final String MOMENT = "a moment such as 2026-11-21T09:30:00Z, or a date";

    /** Completes "expected ...". */
    public static final String INFERENCE = "the UUID that an answer's x-request-id gave";

    private static final Pattern ID =
            Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern SHARE = Pattern.compile("0(\\.[0-9]{1,9})?|1(\\.0{1,9})?");

    /** The latest moment that the 48 bits of an id can hold. */
    private static final Instant LATEST = Instant.ofEpochMilli((1L << 48) - 1);

    private Forms() {}

    /**
     * The id, or null when the text is not one. Stricter than {@link UUID#fromString}, which
     * accepts {@code 1-1-1-1-1}.
     */
    public static @Nullable UUID id(String text) {
        return ID.matcher(text).matches() ? UUID.fromString(text) : null;
    }

    /**
     * The moment, or null when the text is not one.
     *
     * @param text a date, which begins at midnight UTC, or a date and time with an offset
     */
    public static @Nullable Instant moment(String text) {
        try {
            Instant moment = text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    // An unescaped plus arrives as a space; moments contain no other spaces.
                    : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            return moment.isBefore(Instant.EPOCH) || moment.isAfter(LATEST) ? null : moment;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The number from 0 to 1, or null when the text is not one. */
    public static @Nullable Double share(String text) {
        return SHARE.matcher(text).matches() ? Double.valueOf(text) : null;
    }
}
