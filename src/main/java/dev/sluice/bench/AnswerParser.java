package dev.sluice.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Finds the end of an HTTP/1.1 answer in bytes that arrive in any pieces, and keeps its body. Does
 * no more than that, so that the client costs little beside what it measures. For one thread; used
 * again after {@link #reset}.
 */
final class AnswerParser {
    private static final int LINE_BYTES_MAX = 16 * 1024;
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    /** What comes next. */
    private enum Part {
        STATUS,
        HEADER,
        SIZED,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        END
    }

    private final byte[] line = new byte[LINE_BYTES_MAX];
    private byte[] body = new byte[32 * 1024];
    private Part part = Part.STATUS;
    private int lineLength;
    private int bodyLength;
    private int status;
    private long left;
    private boolean chunked;
    private boolean variant;

    /**
     * Takes bytes up to the end of the answer, and gives the place after the last one that belongs
     * to it.
     */
    int accept(byte[] bytes, int from, int to) throws BrokenAnswer {
        int at = from;
        while (at < to && part != Part.END) {
            at = part == Part.SIZED || part == Part.CHUNK
                    ? content(bytes, at, to)
                    : line(bytes, at, to);
        }
        return at;
    }

    void reset() {
        part = Part.STATUS;
        lineLength = 0;
        bodyLength = 0;
        status = 0;
        left = -1;
        chunked = false;
        variant = false;
    }

    /** Whether the whole answer has arrived. */
    boolean complete() {
        return part == Part.END;
    }

    /** The status; 0 before it has arrived. */
    int status() {
        return status;
    }

    int bodyLength() {
        return bodyLength;
    }

    /** Whether a variant of an experiment gave the answer. */
    boolean hasVariant() {
        return variant;
    }

    /** The part of the body that has arrived. */
    String body() {
        return new String(body, 0, bodyLength, StandardCharsets.UTF_8);
    }

    boolean endsWith(String end) {
        return end.length() <= bodyLength && isAt(bodyLength - end.length(), end);
    }

    /** How often the text occurs in the body, without overlaps. */
    int count(String text) {
        int found = 0;
        for (int at = 0; at <= bodyLength - text.length(); at++) {
            if (isAt(at, text)) {
                found++;
                at += text.length() - 1;
            }
        }
        return found;
    }

    private boolean isAt(int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (body[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int content(byte[] bytes, int from, int to) {
        int length = (int) Math.min(left, to - from);
        if (bodyLength + length > body.length) {
            body = Arrays.copyOf(body, Math.max(body.length * 2, bodyLength + length));
        }
        System.arraycopy(bytes, from, body, bodyLength, length);
        bodyLength += length;
        left -= length;
        if (left == 0) {
            part = part == Part.CHUNK ? Part.CHUNK_END : Part.END;
        }
        return from + length;
    }

    private int line(byte[] bytes, int from, int to) throws BrokenAnswer {
        for (int at = from; at < to; at++) {
            byte next = bytes[at];
            if (next == '\n') {
                int length = lineLength > 0 && line[lineLength - 1] == '\r'
                        ? lineLength - 1
                        : lineLength;
                lineLength = 0;
                onLine(new String(line, 0, length, StandardCharsets.ISO_8859_1));
                return at + 1;
            }
            if (lineLength == LINE_BYTES_MAX) {
                throw new BrokenAnswer(
                        "a line of more than " + LINE_BYTES_MAX + " bytes in the answer's head");
            }
            line[lineLength++] = next;
        }
        return to;
    }

    private void onLine(String text) throws BrokenAnswer {
        switch (part) {
            case STATUS -> {
                if (!text.startsWith("HTTP/1.1 ") || text.length() < STATUS_AT + 3) {
                    throw new BrokenAnswer("the answer does not begin with HTTP/1.1 and a status");
                }
                status = number(text.substring(STATUS_AT, STATUS_AT + 3), 10);
                part = Part.HEADER;
            }
            case HEADER -> {
                if (text.isEmpty()) {
                    onHeadEnd();
                } else {
                    onHeader(text);
                }
            }
            case CHUNK_SIZE -> {
                left = number(text.split(";", 2)[0].strip(), 16);
                part = left == 0 ? Part.TRAILER : Part.CHUNK;
            }
            case CHUNK_END -> {
                if (!text.isEmpty()) {
                    throw new BrokenAnswer("a chunk is longer than it says");
                }
                part = Part.CHUNK_SIZE;
            }
            case TRAILER -> part = text.isEmpty() ? Part.END : Part.TRAILER;
            case SIZED, CHUNK, END -> throw new IllegalStateException(part + " has no lines");
        }
    }

    private void onHeader(String text) throws BrokenAnswer {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
            left = number(lower.substring("content-length:".length()).strip(), 10);
        } else if (lower.startsWith("transfer-encoding:")) {
            chunked = lower.contains("chunked");
        } else if (lower.startsWith("x-sluice-variant:")) {
            variant = true;
        }
    }

    private void onHeadEnd() throws BrokenAnswer {
        if (chunked) {
            part = Part.CHUNK_SIZE;
        } else if (left < 0) {
            throw new BrokenAnswer(
                    "the answer has neither content-length nor chunks: its end can't be known");
        } else {
            part = left == 0 ? Part.END : Part.SIZED;
        }
    }

    private static int number(String digits, int radix) throws BrokenAnswer {
        try {
            int number = Integer.parseInt(digits, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new BrokenAnswer("'" + digits + "' in the answer's framing (expected: a number)");
    }
}
