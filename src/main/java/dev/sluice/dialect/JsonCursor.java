package dev.sluice.dialect;

import dev.sluice.stream.ByteSearch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A position in a JSON text, and the moves from there: into an object, past a value, past blanks.
 * Reads the structure only, and throws {@link Malformed} if it is broken. Reused from text to text.
 */
public final class JsonCursor {
    private byte[] json = {};
    private int at;
    private int end;
    private final Spans nonNumbers = new Spans();

    /** Moves to the first byte of {@code bytes[from, to)}. */
    public void start(byte[] bytes, int from, int to) {
        json = bytes;
        at = from;
        end = to;
        nonNumbers.clear();
    }

    /**
     * The positions of numbers that JSON does not have, among what was skipped: {@code NaN}, {@code
     * Infinity}, {@code -inf} and so on, as Python and C write them.
     */
    public Spans nonNumbers() {
        return nonNumbers;
    }

    /** The position. */
    public int at() {
        return at;
    }

    /** Moves past a byte that {@link #peek} has returned. */
    public void step() {
        at++;
    }

    /**
     * The digits from {@code start} on as a number; 0 if there are none, the largest number if
     * there are too many.
     */
    public long number(int start) {
        long value = 0;
        for (int i = start; i < at && json[i] >= '0' && json[i] <= '9'; i++) {
            int digit = json[i] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                return Long.MAX_VALUE;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Skips a value and returns it if it is a non-negative number; else {@code otherwise}. */
    public long skipNumber(long otherwise) {
        byte first = peek();
        int start = at;
        skipValue();
        return first >= '0' && first <= '9' ? number(start) : otherwise;
    }

    /** Reads a number; NaN if the value is not one. */
    public double decimal() {
        byte first = peek();
        int start = at;
        skipValue();
        int digit = first == '-' ? start + 1 : start;
        if (digit >= at || json[digit] < '0' || json[digit] > '9') {
            return Double.NaN; // Also of -Infinity, which parseDouble would take.
        }
        try {
            return Double.parseDouble(text(start, at));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** The text in {@code [from, to)}. */
    public String text(int from, int to) {
        return new String(json, from, to - from, StandardCharsets.UTF_8);
    }

    /** Reads the fields of an object whose opening brace has been read, and its closing brace. */
    public void object(Field field) {
        while (peek() != '}') {
            expect('"');
            int nameStart = at;
            skipString();
            int nameEnd = at - 1;
            expect(':');
            field.value(nameStart, nameEnd);
            separator('}');
        }
        at++;
    }

    public void separator(char closing) {
        byte b = peek();
        if (b == ',') {
            at++;
            if (peek() == closing) {
                throw new Malformed();
            }
        } else if (b != closing) {
            throw new Malformed();
        }
    }

    /**
     * Skips a value.
     *
     * @return whether it is filled: not null, not false, and not an empty string, array or object
     */
    public boolean skipAndTellFilled() {
        byte first = peek();
        int start = at;
        skipValue();
        return switch (first) {
            case 'n', 'f', 'N' -> false;
            case '"' -> at - start > 2;
            case '[', '{' -> filled(start + 1);
            default -> true;
        };
    }

    boolean filled(int from) {
        for (int i = from; i < at - 1; i++) {
            if (!isBlank(json[i])) {
                return true;
            }
        }
        return false;
    }

    public void skipValue() {
        byte b = next();
        switch (b) {
            case '"' -> skipString();
            case '{', '[' -> skipNested();
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 't', 'f' -> skipLiteral();
            case 'n' -> skipNullOrNan();
            case '-' -> {
                if (at < end && isNonNumber(json[at])) {
                    at++;
                    skipNonNumber();
                } else {
                    skipLiteral();
                }
            }
            case 'N', 'I', 'i' -> skipNonNumber();
            default -> throw new Malformed();
        }
    }

    /** Skips to the partner of a bracket that has been read; brackets in strings don't count. */
    void skipNested() {
        int depth = 1;
        while (depth > 0) {
            switch (raw()) {
                case '"' -> skipString();
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case 'n' -> skipNullOrNan();
                case 'N', 'I', 'i' -> skipNonNumber();
                default -> {}
            }
        }
    }

    void skipString() {
        while (true) {
            at = ByteSearch.quoteOrBackslash(json, at, end);
            if (raw() == '"') {
                return;
            }
            raw(); // The escaped character.
        }
    }

    private void skipNullOrNan() {
        if (at < end && json[at] == 'a') {
            skipNonNumber();
        } else {
            skipLiteral();
        }
    }

    /** Skips the rest of it, after its first letter. */
    private void skipNonNumber() {
        int letter = at - 1;
        skipLiteral();
        nonNumbers.add(letter > 0 && json[letter - 1] == '-' ? letter - 1 : letter, at);
    }

    private static boolean isNonNumber(byte letter) {
        return letter == 'N' || letter == 'n' || letter == 'I' || letter == 'i';
    }

    void skipLiteral() {
        while (at < end
                && json[at] != ','
                && json[at] != '}'
                && json[at] != ']'
                && !isBlank(json[at])) {
            at++;
        }
    }

    public boolean blankToEnd() {
        while (at < end) {
            if (!isBlank(json[at++])) {
                return false;
            }
        }
        return true;
    }

    void expect(char wanted) {
        if (next() != wanted) {
            throw new Malformed();
        }
    }

    /** The next byte that is not blank; the position stays before it. */
    public byte peek() {
        while (at < end && isBlank(json[at])) {
            at++;
        }
        if (at >= end) {
            throw new Malformed();
        }
        return json[at];
    }

    public byte next() {
        byte b = peek();
        at++;
        return b;
    }

    byte raw() {
        if (at >= end) {
            throw new Malformed();
        }
        return json[at++];
    }

    public boolean is(byte[] name, int start, int stop) {
        return Arrays.equals(name, 0, name.length, json, start, stop);
    }

    /** Where the first byte of {@code bytes[from, to)} stands that is not blank. */
    public static int afterBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Reads the value of a field whose name is in {@code json[nameStart, nameEnd)}. */
    @FunctionalInterface
    public interface Field {
        void value(int nameStart, int nameEnd);
    }

    /** The text is not JSON. Has no stack trace, so that a broken upstream costs little. */
    public static final class Malformed extends RuntimeException {
        Malformed() {
            super("malformed", null, false, false);
        }
    }
}
