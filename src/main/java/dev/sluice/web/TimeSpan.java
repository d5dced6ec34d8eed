package dev.sluice.web;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses durations in definitions: {@code 90s}, {@code 5m}, {@code 36h}, {@code 3d}. */
public final class TimeSpan {
    public static final String EXPECTED = "a time such as 90s, 5m, 36h or 3d, of at most 3650d";

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})([smhd])");
    private static final Duration MOST = Duration.ofDays(3650);

    private TimeSpan() {}

    /** The duration, or null when the text is not one. */
    public static @Nullable Duration read(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        Duration span = switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
        return span.compareTo(MOST) > 0 ? null : span;
    }

    /** The text, in the largest unit that is exact. */
    public static String write(Duration span) {
        long seconds = span.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
