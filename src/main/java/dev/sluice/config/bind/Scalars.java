package dev.sluice.config.bind;

import dev.sluice.config.bind.FieldType.Choice;
import dev.sluice.config.bind.FieldType.Many;
import dev.sluice.config.bind.FieldType.Named;
import dev.sluice.config.bind.FieldType.Nested;
import dev.sluice.config.bind.FieldType.Scalar;
import dev.sluice.config.bind.RecordShape.Field;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converts single values from their text in the file to Java values, and describes what is
 * expected.
 */
final class Scalars {
    /** The form of text without a pattern of its own: one line that is not empty. */
    static final String TEXT = "[^\\x00-\\x1f\\x7f]+";

    /** A number and a unit; zero, and more than {@link #LONGEST}, are refused separately. */
    static final String DURATION = "([1-9][0-9]{0,8})(ms|s|m|h)";

    /** For a field whose minimum is 0. */
    static final String DURATION_OR_ZERO = "(0|[1-9][0-9]{0,8})(ms|s|m|h)";

    /** Whether the day exists is checked separately. */
    static final String DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

    static final String DAYS = "[1-9][0-9]{0,3}d|forever";

    /** What a flag may be besides true and false, to a reader of YAML 1.2. */
    static final String FLAG =
            "TRUE|FALSE|[Tt]rue|[Ff]alse|YES|NO|ON|OFF|[Yy]es|[Nn]o|[Oo]n|[Oo]ff";

    static final String BYTES = "(0|[1-9][0-9]{0,8})(KiB|MiB|GiB)";

    /**
     * A deadline of more than a day is a mistake, and its milliseconds might not fit into the int
     * of a timer.
     */
    static final Duration LONGEST = Duration.ofHours(24);

    private static final Pattern ANY_TEXT = Pattern.compile(TEXT);
    private static final Pattern DURATIONS = Pattern.compile(DURATION);
    private static final Pattern DURATIONS_OR_ZERO = Pattern.compile(DURATION_OR_ZERO);
    private static final Pattern DATES = Pattern.compile(DATE);
    private static final Pattern DAY_COUNTS = Pattern.compile(DAYS);
    private static final Pattern SIZES = Pattern.compile(BYTES);
    private static final Pattern PLAIN_SIZES = Pattern.compile("0|[1-9][0-9]{0,14}");
    private static final Pattern WHOLES = Pattern.compile("-?(0|[1-9][0-9]{0,9})");
    private static final Pattern DECIMALS =
            Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?([eE][+-]?[0-9]{1,2})?");

    private Scalars() {}

    /** The value of a text; null when it is not valid for the field. */
    static @Nullable Object parse(Field field, String text) {
        return switch (field.type()) {
            case Choice choice -> choice(choice, text);
            case Scalar scalar ->
                switch (scalar) {
                    case TEXT -> fits(field, text) ? text : null;
                    case SECRET -> fits(field, text) ? new Secret(text) : null;
                    case WHOLE -> whole(field.setting(), text);
                    case DECIMAL -> decimal(field.setting(), text);
                    case AMOUNT -> amount(field.setting(), text);
                    case FLAG -> flag(text);
                    case DURATION -> duration(field.setting(), text);
                    case DATE -> date(text);
                    case DAYS -> days(text);
                    case BYTES -> bytes(field.setting(), text);
                    case URL -> url(text);
                    case NETWORK -> Network.parse(text);
                };
            case Many list -> throw notScalar(list);
            case Named map -> throw notScalar(map);
            case Nested nested -> throw notScalar(nested);
        };
    }

    /** What a valid text is; completes "expected ...". */
    static String expected(Field field) {
        Setting setting = field.setting();
        if (!setting.expected().isEmpty()) {
            return setting.expected();
        }
        return switch (field.type()) {
            case Choice choice -> "one of " + String.join(", ", choice.labels());
            case Scalar scalar ->
                switch (scalar) {
                    case TEXT, SECRET ->
                        setting.pattern().isEmpty() ? "text" : "text like " + setting.pattern();
                    case WHOLE -> "a whole number" + range(setting, false);
                    case DECIMAL, AMOUNT -> "a number" + range(setting, false);
                    case FLAG -> "true or false";
                    case DURATION ->
                        mayBeZero(setting)
                                ? "a duration such as 0s, 500ms, 2s or 5m, at most 24h"
                                : "a duration such as 500ms, 2s, 5m or 1h, longer than 0 and at "
                                        + "most 24h";
                    case DATE -> "a date such as 2026-01-31";
                    case DAYS -> "a number of days such as 30d, from 1d to 9999d, or forever";
                    case BYTES ->
                        "a size such as 16KiB, 2MiB or a number of bytes," + range(setting, true);
                    case URL -> "a URL";
                    case NETWORK -> Network.EXPECTED;
                };
            case Many list -> "a list";
            case Named map -> "names with values";
            case Nested nested ->
                "the fields " + String.join(", ", RecordShape.of(nested.type()).names());
        };
    }

    private static boolean fits(Field field, String text) {
        Pattern pattern = field.pattern();
        return (pattern == null ? ANY_TEXT : pattern).matcher(text).matches();
    }

    private static @Nullable Object choice(Choice choice, String text) {
        for (Enum<?> constant : choice.type().getEnumConstants()) {
            if (Choice.label(constant).equals(text)) {
                return constant;
            }
        }
        return null;
    }

    private static @Nullable Object whole(Setting setting, String text) {
        if (!WHOLES.matcher(text).matches()) {
            return null;
        }
        long value = Long.parseLong(text);
        return value == (int) value && inRange(setting, (double) value) ? (int) value : null;
    }

    private static @Nullable Object decimal(Setting setting, String text) {
        if (!DECIMALS.matcher(text).matches()) {
            return null;
        }
        double value = Double.parseDouble(text);
        return inRange(setting, value) ? value : null;
    }

    /** The exact number as written: amounts of money are not rounded. */
    private static @Nullable Object amount(Setting setting, String text) {
        return decimal(setting, text) == null ? null : new BigDecimal(text);
    }

    /** As YAML 1.1 has it, which most who write YAML have learnt; {@link #FLAG} is the same. */
    private static @Nullable Object flag(String text) {
        return switch (text) {
            case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON" -> true;
            case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF" -> false;
            default -> null;
        };
    }

    /** Whether a duration may be 0; most durations are limits, and 0 would let nothing through. */
    static boolean mayBeZero(Setting setting) {
        return setting.min() == 0;
    }

    private static @Nullable Object duration(Setting setting, String text) {
        Matcher matcher = (mayBeZero(setting) ? DURATIONS_OR_ZERO : DURATIONS).matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
        return duration.compareTo(LONGEST) > 0 ? null : duration;
    }

    private static @Nullable Object date(String text) {
        try {
            return DATES.matcher(text).matches() ? LocalDate.parse(text) : null;
        } catch (DateTimeException e) {
            return null; // There is no such day.
        }
    }

    private static @Nullable Object days(String text) {
        if (!DAY_COUNTS.matcher(text).matches()) {
            return null;
        }
        return text.equals("forever")
                ? Days.FOREVER
                : new Days(Integer.parseInt(text, 0, text.length() - 1, 10));
    }

    private static @Nullable Object bytes(Setting setting, String text) {
        long bytes;
        Matcher matcher = SIZES.matcher(text);
        if (matcher.matches()) {
            int shift = switch (matcher.group(2)) {
                case "KiB" -> 10;
                case "MiB" -> 20;
                default -> 30;
            };
            bytes = Long.parseLong(matcher.group(1)) << shift;
        } else if (PLAIN_SIZES.matcher(text).matches()) {
            bytes = Long.parseLong(text);
        } else {
            return null;
        }
        return inRange(setting, (double) bytes) ? new ByteSize(bytes) : null;
    }

    private static @Nullable Object url(String text) {
        try {
            return text.isEmpty() ? null : new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean inRange(Setting setting, double value) {
        return setting.min() <= value && value <= setting.max();
    }

    private static String range(Setting setting, boolean bytes) {
        boolean from = Double.isFinite(setting.min());
        boolean to = Double.isFinite(setting.max());
        if (from && to) {
            return " from " + limit(setting.min(), bytes) + " to " + limit(setting.max(), bytes);
        }
        if (from) {
            return " of at least " + limit(setting.min(), bytes);
        }
        return to ? " of at most " + limit(setting.max(), bytes) : "";
    }

    private static String limit(double value, boolean bytes) {
        if (bytes) {
            return new ByteSize((long) value).toString();
        }
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static IllegalArgumentException notScalar(FieldType type) {
        return new IllegalArgumentException(type + " is not written as a single value");
    }
}
