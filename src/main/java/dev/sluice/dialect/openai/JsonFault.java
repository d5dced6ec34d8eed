package dev.sluice.dialect.openai;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the first place where a text in UTF-8 stops being one JSON document, and says what is
 * there and what was expected. A parser's own words speak of its settings; these are for the one
 * who sent the text. Only for texts that a parser has refused.
 */
final class JsonFault {
    private static final String VALUE = "a value";
    private static final Set<String> LITERALS = Set.of("true", "false", "null");
    private static final List<byte[]> PLAIN = LITERALS.stream()
            .map(literal -> literal.getBytes(StandardCharsets.US_ASCII))
            .toList();
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final Pattern LIKE_A_NUMBER = Pattern.compile("[-+.]?[0-9.][0-9a-zA-Z.+-]*");
    private static final Pattern WORD = Pattern.compile("[-+]?[\\p{L}_$][\\p{L}\\p{N}_$.-]*");
    private static final int AHEAD_BYTES = 160;

    private final byte[] json;
    private final BitSet objects = new BitSet();
    private int depth;
    private int at;

    private JsonFault(byte[] json) {
        this.json = json;
    }

    /**
     * What is wrong, where, and what was expected.
     *
     * @param offset of the byte that breaks the text; its length if it ends too early
     */
    record Found(int offset, String what, String expected) {
        @Override
        public String toString() {
            return what + " at byte " + offset + " (expected: " + expected + ")";
        }
    }

    /** The first fault; null if there is none. */
    static @Nullable Found in(byte[] json) {
        try {
            new JsonFault(json).document();
            return null;
        } catch (Broken broken) {
            return broken.found;
        }
    }

    /** Walks without recursion: nothing bounds the depth of a broken text. */
    private void document() {
        value();
        while (depth > 0) {
            boolean object = objects.get(depth);
            char closing = object ? '}' : ']';
            int here = blanks();
            if (here == ',') {
                int comma = at++;
                if (blanks() == closing) {
                    throw new Broken(
                            comma, "a comma before the closing " + closing, "no comma there");
                }
                if (object) {
                    name();
                }
                value();
            } else if (here == closing) {
                at++;
                depth--;
            } else {
                throw unexpected("a comma or " + closing);
            }
        }
        if (blanks() >= 0) {
            boolean another = json[at] == '{' || json[at] == '[';
            throw new Broken(
                    at, another ? "a second document" : shown(), "the end, after one document");
        }
    }

    /** Reads a scalar, or the beginning of the containers down to the first scalar or end. */
    private void value() {
        while (true) {
            int here = blanks();
            if (here != '{' && here != '[') {
                scalar(here);
                return;
            }
            at++;
            boolean object = here == '{';
            objects.set(++depth, object);
            if (blanks() == (object ? '}' : ']')) {
                at++;
                depth--;
                return;
            }
            if (object) {
                name();
            }
        }
    }

    private void name() {
        if (blanks() != '"') {
            throw noName();
        }
        string();
        if (blanks() != ':') {
            throw unexpected("a colon after the name");
        }
        at++;
    }

    private void scalar(int first) {
        if (first == '"') {
            string();
            return;
        }
        if (skipsPlain(first)) {
            return;
        }
        String text = ahead();
        Matcher number = LIKE_A_NUMBER.matcher(text);
        if (number.lookingAt()) {
            // A longer number than is looked at: what can be seen of it is fine.
            boolean whole = number.end() < text.length() || text.length() < AHEAD_BYTES / 4;
            if (whole && !NUMBER.matcher(number.group()).matches()) {
                throw new Broken(
                        at,
                        "the number " + JsonKinds.shortened(number.group()),
                        "a number such as 12, -0.5 or 1e3");
            }
            skipNumber();
            return;
        }
        Matcher word = WORD.matcher(text);
        if (!word.lookingAt()) {
            throw unexpected(VALUE);
        }
        if (!LITERALS.contains(word.group())) {
            throw noLiteral(word.group());
        }
        at += word.end();
    }

    /** Moves past a whole number or a literal, as most scalars are; false if it is none. */
    private boolean skipsPlain(int first) {
        int end = at;
        if (first >= '1' && first <= '9') {
            while (end < json.length && isDigit(json[end])) {
                end++;
            }
        } else {
            for (byte[] literal : PLAIN) {
                int to = at + literal.length;
                if (to <= json.length && Arrays.equals(json, at, to, literal, 0, literal.length)) {
                    end = to;
                }
            }
        }
        boolean ends = end > at && (end == json.length || " \n\r\t,]}".indexOf(json[end]) >= 0);
        at = ends ? end : at;
        return ends;
    }

    private Broken noLiteral(String word) {
        return switch (word) {
            case "NaN", "Infinity", "-Infinity", "+Infinity", "-NaN" ->
                new Broken(at, word, "a finite number or null, JSON has no others");
            case "True", "False" -> new Broken(at, word, word.toLowerCase(Locale.ROOT));
            case "None", "undefined" -> new Broken(at, word, "null");
            default ->
                new Broken(at, "the word " + JsonKinds.shortened(word) + " without quotes", VALUE);
        };
    }

    private void skipNumber() {
        while (at < json.length && (isDigit(json[at]) || "+-.eE".indexOf(json[at]) >= 0)) {
            at++;
        }
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private void string() {
        int start = at++;
        while (at < json.length && json[at] != '"') {
            if (json[at] >= 0 && json[at] < ' ') {
                throw new Broken(
                        at, "a bare " + JsonKinds.control(json[at]) + " in a string", "an escape");
            }
            if (json[at] == '\\') {
                escape();
            }
            at++;
        }
        if (at++ >= json.length) {
            throw new Broken(
                    json.length,
                    "the end, within the string that begins at byte " + start + ",",
                    "a closing quote");
        }
    }

    /** Ends at the last byte of the escape. */
    private void escape() {
        int start = at++;
        if (at < json.length && json[at] == 'u') {
            for (int end = at + 4; at < end; at++) {
                if (at + 1 < json.length && Character.digit(json[at + 1], 16) < 0) {
                    throw new Broken(start, "the escape \\u", "\\u and four hex digits");
                }
            }
        } else if (at < json.length && "\"\\/bfnrt".indexOf(json[at]) < 0) {
            at = start;
            throw new Broken(start, "the escape " + characters(2), "\\\\ for a backslash");
        }
    }

    private Broken noName() {
        Matcher word = WORD.matcher(ahead());
        return word.lookingAt()
                ? new Broken(
                        at,
                        "the name " + JsonKinds.shortened(word.group()) + " without quotes",
                        "a name in double quotes")
                : unexpected("a name in double quotes");
    }

    private Broken unexpected(String expected) {
        if (at >= json.length) {
            return new Broken(at, "the end", expected);
        }
        String text = ahead();
        if (text.startsWith("//") || text.startsWith("/*") || text.startsWith("#")) {
            return new Broken(at, "a comment", expected + ", JSON has no comments");
        }
        return switch (text.charAt(0)) {
            case '\'' -> new Broken(at, "a single quote", "double quotes");
            case '\u201c', '\u201d', '\u201e', '\u2018', '\u2019' ->
                new Broken(at, "the typographic quote " + text.charAt(0), "double quotes");
            default -> new Broken(at, shown(), expected);
        };
    }

    /** The character at this position. */
    private String shown() {
        byte b = json[at];
        if ((b >= 0 && b < ' ') || b == 0x7f) {
            return "a " + JsonKinds.control(b);
        }
        // Some look like others, or like nothing.
        String code = b < 0 ? " (U+%04X)".formatted(ahead().codePointAt(0)) : "";
        return "'" + characters(1) + "'" + code;
    }

    private String characters(int count) {
        String text = ahead();
        return text.substring(0, text.offsetByCodePoints(0, count));
    }

    /** A little of the text from this position on. */
    private String ahead() {
        int end = Math.min(json.length, at + AHEAD_BYTES);
        return new String(json, at, end - at, StandardCharsets.UTF_8);
    }

    /** Moves past blanks; the byte that follows, or -1 at the end. */
    private int blanks() {
        while (at < json.length
                && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
        return at < json.length ? json[at] & 0xff : -1;
    }

    private static final class Broken extends RuntimeException {
        private final transient Found found;

        Broken(int offset, String what, String expected) {
            super(what, null, false, false);
            found = new Found(offset, what, expected);
        }
    }
}
