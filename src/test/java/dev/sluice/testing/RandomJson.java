package dev.sluice.testing;

import java.util.SplittableRandom;

/** Writes valid JSON in every form that JSON allows: blanks, escapes, odd numbers, nesting. */
public final class RandomJson {
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "12",
        "-7",
        "1.5",
        "1e3",
        "1E+2",
        "0.0e-9",
        "1023",
        "1024",
        "1025",
        "2147483648",
        "-9223372036854775808",
        "9223372036854775807",
        "9223372036854775808",
        "9999999999999999999",
        "123456789012345678901234567890",
        "1e999"
    };
    private static final String[] TEXTS = {
        "",
        " ",
        "a",
        "stop",
        "é€😀",
        "\\\"",
        "\\\\",
        "\\\\\\\"",
        "\\u0000",
        "\\ud83d\\ude00",
        "\\n\\r\\t\\/\\b\\f",
        "{",
        "}]",
        "\\\"usage\\\":{",
        "data: ",
        "[DONE]",
        "null",
        "\\ud800"
    };
    private static final String[] NAMES = {
        "",
        "x",
        "id",
        "index",
        "choices",
        "delta",
        "usage",
        "error",
        "model",
        "stream",
        "é",
        "\\u0069d",
        "a\\\"b",
        "include_usage"
    };

    private final SplittableRandom random;
    private final StringBuilder out = new StringBuilder();

    public RandomJson(SplittableRandom random) {
        this.random = random;
    }

    /** Whether something happens that happens once in so many times. */
    public boolean once(int in) {
        return random.nextInt(in) == 0;
    }

    /** One of them. */
    public String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    /** Writes it as it is. */
    public RandomJson raw(String json) {
        out.append(json);
        return this;
    }

    /** Writes a blank, perhaps. */
    public RandomJson blank() {
        if (once(6)) {
            out.append(one(" ", "\n", "\t", "\r\n", "   "));
        }
        return this;
    }

    /**
     * Writes an object of those fields, in the order given or another; each writes its own value.
     */
    public final RandomJson object(Field... fields) {
        Field[] shuffled = fields.clone();
        for (int i = shuffled.length - 1; i > 0 && once(2); i--) {
            int j = random.nextInt(i + 1);
            Field moved = shuffled[i];
            shuffled[i] = shuffled[j];
            shuffled[j] = moved;
        }
        raw("{").blank();
        boolean first = true;
        for (Field field : shuffled) {
            if (field == null) {
                continue;
            }
            if (!first) {
                raw(",").blank();
            }
            first = false;
            raw("\"").raw(field.name).raw("\"").blank().raw(":").blank();
            field.value.run();
            blank();
        }
        return raw("}");
    }

    /** Writes an array of so many elements. */
    public RandomJson array(int elements, Runnable element) {
        raw("[").blank();
        for (int i = 0; i < elements; i++) {
            if (i > 0) {
                raw(",").blank();
            }
            element.run();
            blank();
        }
        return raw("]");
    }

    /** Writes any value, nested at most that deep. */
    public RandomJson value(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0, 1 -> text();
            case 2 -> number();
            case 3 -> raw("null");
            case 4 -> raw(one("true", "false"));
            case 5 -> array(random.nextInt(3), () -> value(depth - 1));
            default -> {
                String first = one(NAMES);
                String second = one(NAMES);
                Runnable inner = () -> value(depth - 1);
                yield object(
                        once(4) ? null : new Field(first, inner),
                        second.equals(first) ? null : new Field(second, inner));
            }
        };
    }

    public RandomJson text() {
        return raw("\"").raw(one(TEXTS)).raw(once(3) ? one(TEXTS) : "").raw("\"");
    }

    public RandomJson number() {
        return raw(one(NUMBERS));
    }

    /** How many, below that. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    public byte[] bytes() {
        return Fuzz.utf8(out.toString());
    }

    /**
     * A field of an object.
     *
     * @param name as it is written, escapes included
     */
    public record Field(String name, Runnable value) {}
}
