package dev.sluice.simulator.fast;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** A chunked request body, joined. Its bytes must not be changed. */
final class ChunkedBody {
    private final byte[] bytes;
    private final int size;
    private final int end;

    private ChunkedBody(byte[] bytes, int size, int end) {
        this.bytes = bytes;
        this.size = size;
        this.end = end;
    }

    /** The bytes, with the body at their start. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** The index after the last byte of its framing. */
    int end() {
        return end;
    }

    /**
     * Reads from the body's start every time, because few requests are chunked.
     *
     * @return null if more has to arrive
     */
    static @Nullable ChunkedBody read(byte[] bytes, int from, int to)
            throws FastRequestReader.Refused {
        byte[] joined = new byte[Math.max(64, to - from)];
        int size = 0;
        for (int at = from; ; ) {
            int end = lineEnd(bytes, at, to);
            if (end < 0) {
                return null;
            }
            int count = chunkSize(bytes, at, end);
            at = end + 1;
            if (count == 0) {
                int last = trailersEnd(bytes, at, to);
                return last < 0 ? null : new ChunkedBody(joined, size, last);
            }
            if (count > FastRequestReader.BODY_BYTES_MAX - size) {
                throw new FastRequestReader.Refused(
                        413,
                        "body: over " + FastRequestReader.BODY_BYTES_MAX + " bytes (expected: "
                                + "less)");
            }
            if (at + count + 2 > to) {
                return null;
            }
            if (bytes[at + count] != '\r' || bytes[at + count + 1] != '\n') {
                throw new FastRequestReader.Refused(400, "body: a chunk is longer than it says");
            }
            System.arraycopy(bytes, at, joined, size, count);
            size += count;
            at += count + 2;
        }
    }

    /** The index of the next line feed; negative if there is none. */
    static int lineEnd(byte[] bytes, int at, int to) {
        for (int i = at; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static int trailersEnd(byte[] bytes, int from, int to) {
        for (int at = from; ; ) {
            int end = lineEnd(bytes, at, to);
            if (end < 0) {
                return -1;
            }
            if (end - at <= 1) {
                return end + 1;
            }
            at = end + 1;
        }
    }

    private static int chunkSize(byte[] bytes, int at, int end) throws FastRequestReader.Refused {
        String text = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
        int extension = text.indexOf(';');
        String digits = (extension < 0 ? text : text.substring(0, extension)).strip();
        try {
            int size = Integer.parseInt(digits, 16);
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new FastRequestReader.Refused(
                400, "body: a chunk of '" + digits + "' bytes (expected: a hexadecimal number)");
    }
}
