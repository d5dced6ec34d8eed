package dev.sluice.upstream.local.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A class of characters in the {@code pattern} of a JSON schema, without those that a string in
 * JSON can hold only escaped.
 *
 * @param written as the engine reads it
 * @param end where it ends in the pattern
 */
record SchemaClass(String written, int end) {
    /** What a string in JSON holds only escaped, as a part of a class. */
    private static final String ESCAPED = "\\x22\\x5C\\x00-\\x1F\\x7F";

    /** Any character. */
    static final String ANY = "[^" + ESCAPED + "]";

    private static final int LAST = Character.MAX_CODE_POINT;

    /** Both ends belong to it. */
    private record Range(int from, int to) {}

    /** The ranges of characters that need no escape. */
    private static final List<Range> PLAIN = List.of(
            new Range(' ', '!'),
            new Range('#', '['),
            new Range(']', '~'),
            new Range(0x80, Character.MIN_SURROGATE - 1),
            new Range(Character.MAX_SURROGATE + 1, LAST));

    /** Every character but those of a class. */
    static String not(String inside) {
        return "[^" + inside + ESCAPED + "]";
    }

    /** Whether a character can't stand for itself in a string of JSON. */
    static boolean needsEscape(int character) {
        return PLAIN.stream().noneMatch(it -> it.from <= character && character <= it.to);
    }

    /**
     * Reads the class that begins here.
     *
     * @throws SchemaPattern.Unknown if there is something in it that can't be enforced
     */
    static SchemaClass read(String pattern, int begin) throws SchemaPattern.Unknown {
        int at = begin + 1;
        boolean negated = at < pattern.length() && pattern.charAt(at) == '^';
        if (negated) {
            at++;
        }
        List<Range> ranges = new ArrayList<>();
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            if (pattern.charAt(at) == '[' || pattern.startsWith("&&", at)) {
                throw new SchemaPattern.Unknown(); // Read differently by different engines.
            }
            if (shorthand(pattern, at, ranges)) {
                at += 2;
                continue;
            }
            EscapedCharacter first = character(pattern, at);
            at = first.end();
            int last = first.character();
            if (at + 1 < pattern.length()
                    && pattern.charAt(at) == '-'
                    && pattern.charAt(at + 1) != ']') {
                EscapedCharacter upTo = character(pattern, at + 1);
                at = upTo.end();
                last = upTo.character();
            }
            if (last < first.character()) {
                throw new SchemaPattern.Unknown();
            }
            ranges.add(new Range(first.character(), last));
        }
        if (at >= pattern.length() || ranges.isEmpty()) {
            throw new SchemaPattern.Unknown();
        }
        return new SchemaClass(written(ranges, negated), at + 1);
    }

    private static boolean shorthand(String pattern, int at, List<Range> ranges) {
        if (pattern.startsWith("\\d", at)) {
            ranges.add(new Range('0', '9'));
        } else if (pattern.startsWith("\\w", at)) {
            ranges.add(new Range('a', 'z'));
            ranges.add(new Range('A', 'Z'));
            ranges.add(new Range('0', '9'));
            ranges.add(new Range('_', '_'));
        } else if (pattern.startsWith("\\s", at)) {
            ranges.add(new Range(' ', ' '));
        } else {
            return false;
        }
        return true;
    }

    private static EscapedCharacter character(String pattern, int at) throws SchemaPattern.Unknown {
        if (pattern.charAt(at) == '\\') {
            return EscapedCharacter.read(pattern, at);
        }
        int character = pattern.codePointAt(at);
        return new EscapedCharacter(character, at + Character.charCount(character));
    }

    private static String written(List<Range> ranges, boolean negated)
            throws SchemaPattern.Unknown {
        StringBuilder text = new StringBuilder();
        for (Range range : ranges) {
            for (Range plain : PLAIN) {
                int from = Math.max(range.from, plain.from);
                int to = Math.min(range.to, plain.to);
                if (from <= to) {
                    write(from, text);
                    if (to > from) {
                        text.append('-');
                        write(to, text);
                    }
                }
            }
        }
        if (negated) {
            return not(text.toString());
        }
        if (text.isEmpty()) {
            throw new SchemaPattern.Unknown();
        }
        return "[" + text + "]";
    }

    /** What has a meaning in a class, by its number. */
    private static void write(int character, StringBuilder to) {
        if (character >= 0x80 || Character.isLetterOrDigit(character)) {
            to.appendCodePoint(character);
        } else {
            to.append(String.format(Locale.ROOT, "\\x%02X", character));
        }
    }
}
