package dev.sluice.stream;

import java.util.Arrays;

/**
 * Finds the data of one server-sent event, as the HTML standard (section 9.2.6) defines it. Reused
 * for each frame; after {@link #read} the data is in {@code bytes()[from(), to())}.
 */
public final class SseFrame {
    private byte[] bytes = {};
    private int from;
    private int to;
    private boolean id;
    private boolean fields;
    private boolean comment;
    private boolean error;

    /**
     * Reads the frame in {@code frame[start, end)}.
     *
     * @return whether it has data; a comment or a lone field has none
     */
    public boolean read(byte[] frame, int start, int end) {
        id = fields = comment = error = false;
        int lines = 0;
        byte[] joined = null;
        int at = start;
        while (at < end) {
            int lineEnd = ByteSearch.lineEnd(frame, at, end);
            if (isField(frame, at, lineEnd, 'd', 'a', 't', 'a')) {
                int valueStart = Math.min(lineEnd, at + 5);
                if (valueStart < lineEnd && frame[valueStart] == ' ') {
                    valueStart++;
                }
                if (lines++ == 0) {
                    bytes = frame;
                    from = valueStart;
                    to = lineEnd;
                } else {
                    joined = join(joined == null ? slice() : joined, frame, valueStart, lineEnd);
                }
            }
            id |= isField(frame, at, lineEnd, 'i', 'd');
            fields |= lineEnd > at && frame[at] != ':';
            comment |= lineEnd > at && frame[at] == ':';
            error |= lineEnd > at && frame[at] == 'e' && isErrorEvent(frame, at, lineEnd);
            at = lineEnd + 1;
        }
        if (joined != null) {
            bytes = joined;
            from = 0;
            to = joined.length;
        }
        return lines > 0;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** Where the data begins. */
    public int from() {
        return from;
    }

    /** Where the data ends. */
    public int to() {
        return to;
    }

    /** Whether the frame names an event id. */
    public boolean hasId() {
        return id;
    }

    /** Whether the frame has comments and no field of any name. */
    public boolean isComment() {
        return comment && !fields;
    }

    /** Whether the frame is an event of the type {@code error}. */
    public boolean isErrorEvent() {
        return error;
    }

    /** Where the first frame of a stream begins behind its byte order mark, if it has one. */
    public static int afterMark(byte[] frame, int start, int end) {
        boolean marked = end - start >= 3
                && frame[start] == (byte) 0xEF
                && frame[start + 1] == (byte) 0xBB
                && frame[start + 2] == (byte) 0xBF;
        return marked ? start + 3 : start;
    }

    /** The frame {@code frame[start, end)} without its id lines. */
    public static byte[] withoutId(byte[] frame, int start, int end) {
        byte[] kept = new byte[end - start];
        int length = 0;
        int at = start;
        while (at < end) {
            int lineEnd = ByteSearch.lineEnd(frame, at, end);
            int next = Math.min(end, lineEnd + 1);
            if (next < end && frame[lineEnd] == '\r' && frame[next] == '\n') {
                next++;
            }
            if (!isField(frame, at, lineEnd, 'i', 'd')) {
                System.arraycopy(frame, at, kept, length, next - at);
                length += next - at;
            }
            at = next;
        }
        return Arrays.copyOf(kept, length);
    }

    /** Whether the data is an ASCII text and nothing else. */
    public boolean isData(String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private byte[] slice() {
        byte[] copy = new byte[to - from];
        System.arraycopy(bytes, from, copy, 0, copy.length);
        return copy;
    }

    private static byte[] join(byte[] head, byte[] frame, int start, int end) {
        byte[] joined = new byte[head.length + 1 + end - start];
        System.arraycopy(head, 0, joined, 0, head.length);
        joined[head.length] = '\n';
        System.arraycopy(frame, start, joined, head.length + 1, end - start);
        return joined;
    }

    /** Whether the line gives the event the type {@code error}. */
    private static boolean isErrorEvent(byte[] frame, int start, int end) {
        if (!isField(frame, start, end, 'e', 'v', 'e', 'n', 't')) {
            return false;
        }
        int from = Math.min(end, start + 6);
        if (from < end && frame[from] == ' ') {
            from++;
        }
        return isField(frame, from, end, 'e', 'r', 'r', 'o', 'r') && end - from == 5;
    }

    /** Whether the line is a given field, with or without a value. */
    private static boolean isField(byte[] frame, int start, int end, char... name) {
        if (end - start < name.length
                || (end - start > name.length && frame[start + name.length] != ':')) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (frame[start + i] != name[i]) {
                return false;
            }
        }
        return true;
    }
}
