package dev.sluice.simulator.fast;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds HTTP/1.1 requests in bytes that arrive in any pieces: the request line, the position of the
 * body, and whether the connection stays open. Reads only the headers that frame a body. Used by
 * one thread and reused for each request.
 */
final class FastRequestReader {
    static final int HEAD_BYTES_MAX = 32 * 1024;
    static final int BODY_BYTES_MAX = 16 << 20;
    private static final int KEPT_BYTES_MAX = 256 * 1024;

    /** Not a valid request: the status says why, and the connection must be closed. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private byte[] bytes = new byte[2048];
    private int from;
    private int to;
    private int lineFrom;
    private int lineEnd;
    private int headEnd;
    private int length;
    private int requestEnd;
    private boolean chunked;
    private boolean keepAlive;
    private boolean continueWanted;
    private byte[] body = bytes;
    private int bodyFrom;
    private int bodyTo;

    /** Makes room for this many more bytes and returns the array; they go at {@link #end}. */
    byte[] room(int count) throws Refused {
        if (to + count > bytes.length) {
            int unread = to - from;
            if (unread + count > HEAD_BYTES_MAX + 2 * BODY_BYTES_MAX) {
                throw new Refused(
                        413, "request: over " + BODY_BYTES_MAX + " bytes (expected: less)");
            }
            byte[] next = unread + count > bytes.length || bytes.length > KEPT_BYTES_MAX
                    ? new byte[Math.max(2048, Integer.highestOneBit(unread + count) << 1)]
                    : bytes;
            System.arraycopy(bytes, from, next, 0, unread);
            bytes = next;
            headEnd = headEnd == 0 ? 0 : headEnd - from;
            lineFrom -= from;
            lineEnd -= from;
            from = 0;
            to = unread;
        }
        return bytes;
    }

    int end() {
        return to;
    }

    void arrived(int count) {
        to += count;
    }

    /** Whether a whole request has arrived; it stays until {@link #next}. */
    boolean complete() throws Refused {
        if (headEnd == 0 && !head()) {
            return false;
        }
        if (chunked) {
            ChunkedBody whole = ChunkedBody.read(bytes, headEnd, to);
            if (whole == null) {
                return false;
            }
            body = whole.bytes();
            bodyFrom = 0;
            bodyTo = whole.size();
            requestEnd = whole.end();
            return true;
        }
        body = bytes;
        bodyFrom = headEnd;
        bodyTo = headEnd + length;
        requestEnd = bodyTo;
        return bodyTo <= to;
    }

    /** Forgets the request that was complete. */
    void next() {
        from = requestEnd;
        headEnd = 0;
        if (from == to) {
            from = 0;
            to = 0;
        }
    }

    /** Whether another request may follow on the connection. */
    boolean keepAlive() {
        return keepAlive;
    }

    /** Whether the client waits for 100 Continue before it sends the body; true only once. */
    boolean takeContinue() {
        boolean wanted = continueWanted && headEnd > 0;
        continueWanted = false;
        return wanted;
    }

    /** Method and path with its query, as in {@code POST /v1/models}. */
    String line() {
        String line = new String(bytes, lineFrom, lineEnd - lineFrom, StandardCharsets.ISO_8859_1);
        return line.substring(0, line.length() - " HTTP/1.1".length());
    }

    /** Whether the request line begins with these bytes. */
    boolean lineStartsWith(byte[] start) {
        int at = lineFrom;
        return lineEnd - at >= start.length
                && Arrays.equals(bytes, at, at + start.length, start, 0, start.length);
    }

    byte[] body() {
        return Arrays.copyOfRange(body, bodyFrom, bodyTo);
    }

    boolean hasBody(byte @Nullable [] other) {
        return other != null && Arrays.equals(body, bodyFrom, bodyTo, other, 0, other.length);
    }

    private boolean head() throws Refused {
        int start = from;
        while (start < to && (bytes[start] == '\r' || bytes[start] == '\n')) {
            start++; // Empty lines before a request are to be ignored (RFC 9112, 2.2).
        }
        length = 0;
        chunked = false;
        keepAlive = true;
        continueWanted = false;
        boolean first = true;
        for (int at = start; ; ) {
            int end = ChunkedBody.lineEnd(bytes, at, to);
            if (end < 0) {
                if (to - start > HEAD_BYTES_MAX) {
                    throw new Refused(
                            431, "head: over " + HEAD_BYTES_MAX + " bytes (expected: less)");
                }
                return false;
            }
            int textEnd = end > at && bytes[end - 1] == '\r' ? end - 1 : end;
            if (first) {
                requestLine(at, textEnd);
                lineFrom = at;
                lineEnd = textEnd;
                first = false;
            } else if (textEnd == at) {
                headEnd = end + 1;
                return true;
            } else {
                header(at, textEnd);
            }
            at = end + 1;
        }
    }

    private void requestLine(int at, int end) throws Refused {
        if (end - at < 14 || !isText(end - 9, " http/1.1", end)) {
            throw new Refused(
                    400, "request line: not HTTP/1.1 (expected: a method, a path and HTTP/1.1)");
        }
    }

    /** Checks the first letter first, because most headers do not matter here. */
    private void header(int at, int end) throws Refused {
        switch (bytes[at] | 0x20) {
            case 'c' -> {
                if (isText(at, "content-length:", end)) {
                    length = length(value(at + 15, end));
                } else if (isText(at, "connection:", end)) {
                    keepAlive = !value(at + 11, end).equalsIgnoreCase("close");
                }
            }
            case 't' -> {
                if (isText(at, "transfer-encoding:", end)) {
                    String coding = value(at + 18, end);
                    if (!coding.equalsIgnoreCase("chunked")) {
                        throw new Refused(
                                501, "transfer-encoding: " + coding + " (expected: chunked)");
                    }
                    chunked = true;
                }
            }
            case 'e' -> continueWanted |= isText(at, "expect:", end);
            default -> {}
        }
    }

    private static int length(String value) throws Refused {
        try {
            int length = Integer.parseInt(value);
            if (length > BODY_BYTES_MAX) {
                throw new Refused(
                        413,
                        "content-length: " + length + " (expected: up to " + BODY_BYTES_MAX + ")");
            }
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new Refused(400, "content-length: '" + value + "' (expected: a number of bytes)");
    }

    private String value(int at, int end) {
        return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1).strip();
    }

    private boolean isText(int at, String lower, int end) {
        if (at < 0 || end - at < lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            byte next = bytes[at + i];
            if ((next >= 'A' && next <= 'Z' ? next + 32 : next) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
