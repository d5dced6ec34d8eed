package dev.sluice.rollout.control;

import java.time.Duration;
import java.util.Locale;

/** Durations in words, in at most two units: {@code 2 d 3 h}. */
final class Span {
    private Span() {}

    static String words(Duration span) {
        if (span.compareTo(Duration.ofMinutes(1)) < 0) {
            long tenths = Math.max(0, span.toMillis() / 100);
            return tenths % 10 == 0
                    ? tenths / 10 + " s"
                    : String.format(Locale.ROOT, "%d.%d s", tenths / 10, tenths % 10);
        }
        if (span.toDays() > 0) {
            return two(span.toDays(), "d", span.toHoursPart(), "h");
        }
        return span.toHours() > 0
                ? two(span.toHours(), "h", span.toMinutesPart(), "min")
                : two(span.toMinutes(), "min", span.toSecondsPart(), "s");
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }
}
