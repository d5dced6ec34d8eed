package dev.sluice.stream;

/**
 * Finds the data of one server-sent event, as the HTML standard (section 9.2.6) reads it. Reused from frame to frame;
 * after {@link #read} the data is in {@code bytes()[from(), to())}.
 */
public final class SseFrame {
    private byte[] bytes = {};
    private int from;
    private int to;

    /**
     * Looks at the frame in {@code frame[start, end)}.
     *
     * @return whether it has data; a comment or a lone field has none
     */
    public boolean read(byte[] frame, int start, int end) {
        int lines = 0;
        byte[] joined = null;
        int at = start;
        while (at < end) {
            int lineEnd = at;
            while (lineEnd < end && frame[lineEnd] != '\n' && frame[lineEnd] != '\r') {
                lineEnd++;
            }
            if (isData(frame, at, lineEnd)) {
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

    /** Whether the data is exactly that text of ASCII characters. */
    public boolean is(String text) {
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

    private static boolean isData(byte[] frame, int start, int end) {
        return end - start >= 4
                && frame[start] == 'd'
                && frame[start + 1] == 'a'
                && frame[start + 2] == 't'
                && frame[start + 3] == 'a'
                && (end - start == 4 || frame[start + 4] == ':');
    }
}
