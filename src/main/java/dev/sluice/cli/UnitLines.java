package dev.sluice.cli;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/**
 * The non-empty lines of a UTF-8 text, each of bounded length. A byte order mark is not part of the
 * first line.
 */
final class UnitLines {
    private static final int LONGEST = 64 << 10;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Reader reader;
    private int number;
    private boolean begun;

    UnitLines(InputStream in) {
        // An explicit decoder reports invalid UTF-8; the reader's default would make different
        // units equal.
        this.reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    }

    /**
     * The next line, without its end; null after the last one.
     *
     * @throws IOException if the line is longer than 65,536 characters, or the text is not UTF-8
     */
    @Nullable
    String next() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = reader.read();
        if (!begun && c == BYTE_ORDER_MARK) {
            c = reader.read();
        }
        begun = true;
        while (c >= 0) {
            if (c != '\n') {
                if (line.length() == LONGEST) {
                    throw new IOException("line " + (number + 1) + " is longer than " + LONGEST
                            + " characters (expected: a unit)");
                }
                line.append((char) c);
            } else {
                number++;
                String unit = withoutReturn(line);
                if (!unit.isEmpty()) {
                    return unit;
                }
                line.setLength(0);
            }
            c = reader.read();
        }
        String last = withoutReturn(line);
        return last.isEmpty() ? null : last;
    }

    private static String withoutReturn(StringBuilder line) {
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r'
                ? line.substring(0, length - 1)
                : line.toString();
    }
}
