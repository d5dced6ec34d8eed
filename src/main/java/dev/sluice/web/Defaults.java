package dev.sluice.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads optional fields of definitions. A missing field gets its default; so does a wrong one,
 * after its mistake was reported.
 */
public final class Defaults {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private Defaults() {}

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * A name of 1 to 64 letters, digits or {@code . _ -}; the default when it is missing or wrong.
     */
    public static String name(JsonFields in, String field, String byDefault) {
        if (!in.has(field)) {
            return byDefault;
        }
        String text = in.text(field);
        if (text != null && !isName(text)) {
            in.fail(field, "1 to 64 letters, digits or . _ -");
            return byDefault;
        }
        return text == null ? byDefault : text;
    }

    public static double number(
            JsonFields in,
            String field,
            double least,
            double most,
            String expected,
            double byDefault) {
        Double number = in.has(field) ? in.number(field, least, most, expected) : null;
        return number == null ? byDefault : number;
    }

    public static long whole(JsonFields in, String field, long least, long most, long byDefault) {
        Long number = in.has(field) ? in.whole(field, least, most) : null;
        return number == null ? byDefault : number;
    }

    public static int small(JsonFields in, String field, int least, int most, int byDefault) {
        return (int) whole(in, field, least, most, byDefault);
    }

    public static boolean truth(JsonFields in, String field) {
        return in.has(field) && Boolean.TRUE.equals(in.truth(field));
    }

    public static Duration span(JsonFields in, String field, Duration byDefault) {
        String text = in.has(field) ? in.text(field) : null;
        Duration span = text == null ? null : TimeSpan.read(text);
        if (text != null && span == null) {
            in.fail(field, TimeSpan.EXPECTED);
        }
        return span == null ? byDefault : span;
    }

    public static <E extends Enum<E>> E choice(
            JsonFields in, String field, Class<E> of, Function<E, String> label, E byDefault) {
        String text = in.has(field) ? in.text(field) : null;
        if (text == null) {
            return byDefault;
        }
        List<E> choices = Arrays.asList(of.getEnumConstants());
        for (E choice : choices) {
            if (label.apply(choice).equals(text)) {
                return choice;
            }
        }
        in.fail(field, "one of " + String.join(", ", choices.stream().map(label).toList()));
        return byDefault;
    }
}
