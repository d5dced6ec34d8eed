package dev.sluice.stream;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Splits a stream of server-sent events into whole frames, however the bytes were cut on the way. A frame ends with a
 * blank line and keeps it; lines may end in LF, CRLF or CR. Only whole frames come out, so that whoever forwards them
 * can always add a frame of its own behind them.
 *
 * <p>Runs on one event loop. Every byte is looked at once; only what was cut between two buffers is copied.
 */
public final class SseFrames {
    private static final byte LF = '\n';
    private static final byte CR = '\r';
    private static final byte[] NOTHING = {};

    private final int maxFrameBytes;

    /** The frame that has begun and not ended: {@code held[0, heldLength)}. */
    private byte[] held = NOTHING;

    private int heldLength;

    /** Where in {@link #held} the look for line ends goes on, and where the line begins that it is in. */
    private int scanned;

    private int lineStart;

    /**
     * Makes a splitter.
     *
     * @param maxFrameBytes a frame that grows beyond this is refused with {@link FrameTooLong}
     */
    public SseFrames(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Takes the next piece of the stream and hands each frame that is now whole to the sink, in order. */
    public void feed(Buffer piece, Sink sink) {
        byte[] bytes;
        int end;
        if (heldLength == 0) {
            bytes = piece.getBytes();
            end = bytes.length;
        } else {
            append(piece);
            bytes = held;
            end = heldLength;
        }
        int frameStart = split(bytes, end, sink);
        hold(bytes, frameStart, end);
    }

    /** Bytes of a frame that has begun and not ended. */
    public int pendingBytes() {
        return heldLength;
    }

    private int split(byte[] bytes, int end, Sink sink) {
        int frameStart = 0;
        int line = lineStart;
        int at = scanned;
        while (at < end) {
            byte b = bytes[at];
            if (b != LF && b != CR) {
                at++;
                continue;
            }
            if (b == CR && at + 1 == end) {
                break; // An LF may follow in the next piece; together they are one line end.
            }
            boolean blank = at == line;
            at += b == CR && bytes[at + 1] == LF ? 2 : 1;
            line = at;
            if (blank) {
                sink.onFrame(bytes, frameStart, at);
                frameStart = at;
            }
        }
        scanned = at - frameStart;
        lineStart = line - frameStart;
        return frameStart;
    }

    private void append(Buffer piece) {
        int length = heldLength + piece.length();
        if (length > held.length) {
            held = Arrays.copyOf(held, Math.max(length, held.length * 2));
        }
        piece.getBytes(held, heldLength);
        heldLength = length;
    }

    private void hold(byte[] bytes, int from, int end) {
        heldLength = end - from;
        if (heldLength > maxFrameBytes) {
            throw new FrameTooLong(heldLength, maxFrameBytes);
        }
        if (heldLength == 0) {
            held = NOTHING;
        } else if (from > 0 || bytes != held) {
            // Never in place: the sink may still refer to the array that the finished frames are in.
            held = Arrays.copyOfRange(bytes, from, end);
        }
    }

    /** Receives whole frames. */
    @FunctionalInterface
    public interface Sink {
        /** Called with a frame in {@code bytes[start, end)}, blank line included. */
        void onFrame(byte[] bytes, int start, int end);
    }

    /** A frame did not end within the bound. */
    public static final class FrameTooLong extends RuntimeException {
        FrameTooLong(int bytes, int maxBytes) {
            super("an event of " + bytes + " bytes or more (expected: at most " + maxBytes + ")", null, false, false);
        }
    }
}
