package dev.sluice.stream;

import io.vertx.core.buffer.Buffer;

import java.util.Arrays;

/**
 * Splits a stream of server-sent events into whole frames, however the bytes were cut on the way. A
 * frame ends with a blank line and includes it; lines may end in LF, CRLF or CR. Only whole frames
 * come out, so a forwarder can always append a frame of its own.
 *
 * <p>Runs on one event loop. Each byte is examined at most once; only what was cut between two
 * pieces is copied.
 */
public final class SseFrames {
    private static final byte LF = '\n';
    private static final byte CR = '\r';
    private static final byte[] NOTHING = {};
    private static final int HELD_BYTES_MIN = 512;

    private final int maxFrameBytes;

    /** The frame that has begun but not ended: {@code held[0, heldLength)}. */
    private byte[] held = NOTHING;

    private int heldLength;

    /**
     * Where in {@link #held} the current line begins; and whether the last byte is a CR that may be
     * half a line end.
     */
    private int lineStart;

    private boolean halfLineEnd;

    /**
     * Makes a splitter.
     *
     * @param maxFrameBytes a frame that grows beyond this is refused with {@link FrameTooLong}
     */
    public SseFrames(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Takes the next piece of the stream and passes each completed frame to the sink, in order. */
    public void feed(Buffer piece, Sink sink) {
        byte[] bytes = piece.getBytes();
        feed(bytes, 0, bytes.length, sink);
    }

    /**
     * Like {@link #feed(Buffer, Sink)}, for {@code bytes[from, to)}. Frames are passed in place
     * where possible.
     */
    public void feed(byte[] bytes, int from, int to, Sink sink) {
        int at = heldLength == 0 ? from : completeHeld(bytes, from, to, sink);
        if (at < to && heldLength <= maxFrameBytes) {
            split(bytes, at, to, sink);
        }
        if (heldLength > maxFrameBytes) {
            dropComments();
        }
        if (heldLength > maxFrameBytes) {
            throw new FrameTooLong(heldLength, maxFrameBytes);
        }
    }

    /** How many bytes of an unfinished frame are held. */
    public int pendingBytes() {
        return heldLength;
    }

    private void split(byte[] bytes, int from, int to, Sink sink) {
        int frame = from;
        int line = from;
        int at = from;
        while (at < to) {
            if (at == frame) {
                int end = sink.takeKnown(bytes, at, to);
                if (end > at) {
                    frame = line = at = end;
                    continue;
                }
            }
            int end = ByteSearch.lineEnd(bytes, at, to);
            if (end == to || (bytes[end] == CR && end + 1 == to)) {
                break; // An LF may follow a CR in the next piece; together they are one line end.
            }
            at = afterLineEnd(bytes, end);
            if (end == line) {
                sink.onFrame(bytes, frame, at);
                frame = at;
            }
            line = at;
        }
        if (frame < to) {
            append(bytes, frame, to);
            lineStart = line - frame;
            halfLineEnd = bytes[to - 1] == CR;
        }
    }

    /** Copies no more than the line that ends the held frame, and returns the index after it. */
    private int completeHeld(byte[] bytes, int from, int to, Sink sink) {
        int at = from;
        if (halfLineEnd && at < to) {
            halfLineEnd = false;
            boolean blank = heldLength - 1 == lineStart;
            if (bytes[at] == LF) {
                append(bytes, at, at + 1);
                at++;
            }
            lineStart = heldLength;
            if (blank) {
                giveHeld(sink);
                return at;
            }
        }
        while (at < to) {
            int end = ByteSearch.lineEnd(bytes, at, to);
            if (end == to || (bytes[end] == CR && end + 1 == to)) {
                append(bytes, at, to);
                halfLineEnd = end < to;
                return to;
            }
            boolean blank = heldLength + end - at == lineStart;
            int next = afterLineEnd(bytes, end);
            append(bytes, at, next);
            at = next;
            lineStart = heldLength;
            if (blank) {
                giveHeld(sink);
                return at;
            }
            if (heldLength > maxFrameBytes) {
                dropComments();
            }
            if (heldLength > maxFrameBytes) {
                return at; // feed() refuses it.
            }
        }
        return at;
    }

    /**
     * Takes the comments out of the held frame: they say nothing, so they may be of any size. Of a
     * comment that has not ended its colon stays.
     */
    private void dropComments() {
        int kept = 0;
        int at = 0;
        while (at < lineStart) {
            int end = ByteSearch.lineEnd(held, at, lineStart);
            int next = Math.min(lineStart, end + 1);
            if (next < lineStart && held[end] == CR && held[next] == LF) {
                next++;
            }
            if (held[at] != ':') {
                System.arraycopy(held, at, held, kept, next - at);
                kept += next - at;
            }
            at = next;
        }
        boolean comment = lineStart < heldLength && held[lineStart] == ':';
        int rest = heldLength - lineStart;
        if (comment) {
            rest = halfLineEnd ? 2 : 1;
            held[lineStart + rest - 1] = held[heldLength - 1];
            held[lineStart] = ':';
        }
        System.arraycopy(held, lineStart, held, kept, rest);
        lineStart = kept;
        heldLength = kept + rest;
    }

    private static int afterLineEnd(byte[] bytes, int end) {
        return bytes[end] == CR && bytes[end + 1] == LF ? end + 2 : end + 1;
    }

    private void giveHeld(Sink sink) {
        byte[] frame = held;
        int length = heldLength;
        held = NOTHING; // Never reused: the sink may still refer to it.
        heldLength = 0;
        lineStart = 0;
        sink.onFrame(frame, 0, length);
    }

    private void append(byte[] bytes, int from, int to) {
        int length = heldLength + to - from;
        if (length > held.length) {
            held = Arrays.copyOf(held, Math.max(HELD_BYTES_MIN, Math.max(length, held.length * 2)));
        }
        System.arraycopy(bytes, from, held, heldLength, to - from);
        heldLength = length;
    }

    /** Receives whole frames. */
    @FunctionalInterface
    public interface Sink {
        /** Called with a frame in {@code bytes[start, end)}, blank line included. */
        void onFrame(byte[] bytes, int start, int end);

        /**
         * Takes the frame that begins at {@code start} if the sink recognises it without reading
         * every byte, and returns the index after it; -1 if it does not, or if the frame is not
         * whole before {@code end}. {@link #onFrame} is not called for a frame taken here.
         */
        default int takeKnown(byte[] bytes, int start, int end) {
            return -1;
        }
    }

    /** A frame did not end within the limit. */
    public static final class FrameTooLong extends RuntimeException {
        FrameTooLong(int bytes, int maxBytes) {
            super(
                    "an event of " + bytes + " bytes or more (expected: at most " + maxBytes + ")",
                    null,
                    false,
                    false);
        }
    }
}
