package dev.sluice.config.bind;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Prepares text from a file for a message: quoted, on one line, shortened and without credentials.
 */
public final class Shown {
    /** Enough to recognise a value; a message with a whole certificate in it would help nobody. */
    private static final int LONGEST = 80;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:/-]{1,128}");

    private Shown() {}

    static String quoted(String text) {
        StringBuilder shown = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().limit(LONGEST).forEach(c -> append(shown, c));
        if (text.codePointCount(0, text.length()) > LONGEST) {
            shown.append("...");
        }
        return shown.append('"').toString();
    }

    /** Foreign text, with escapes for characters that would break or reorder a line. */
    static String oneLine(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isPrintable(c)) {
                shown.appendCodePoint(c);
            } else {
                escape(shown, c);
            }
        });
        return shown.toString();
    }

    /** A name as it is, or quoted if it could be misread. */
    public static String name(String text) {
        return NAME.matcher(text).matches() ? text : quoted(text);
    }

    /**
     * An address without possible credentials: everything before the last {@code @}, and the query.
     */
    public static String address(String text) {
        return text.replaceFirst("(?s)\\?.*", "?***").replaceFirst("(?s)(^|//).*@", "$1***@");
    }

    private static void append(StringBuilder shown, int codePoint) {
        if (codePoint == '"' || codePoint == '\\') {
            shown.append('\\').append((char) codePoint);
        } else if (isPrintable(codePoint)) {
            shown.appendCodePoint(codePoint);
        } else {
            escape(shown, codePoint);
        }
    }

    private static void escape(StringBuilder shown, int codePoint) {
        shown.append(String.format(Locale.ROOT, "\\u{%x}", codePoint));
    }

    /** Control characters, and invisible ones that reorder a terminal's line, are escaped. */
    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
