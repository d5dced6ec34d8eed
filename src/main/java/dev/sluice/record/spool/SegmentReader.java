package dev.sluice.record.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Goes through the frames of one segment, from a place on. What is damaged is passed over up to the
 * next sound frame. Of one thread.
 *
 * <p>A write that was cut short is not called damage: the end of its process left a frame without
 * its end, or a head without its frame, and nothing sound behind.
 */
final class SegmentReader implements AutoCloseable {
    /** What {@link #next} found. */
    enum Found {
        /** A sound frame. */
        FRAME,
        /** Damage, with a sound frame or the end behind it. */
        CORRUPT,
        /** The start of a frame at the end of the segment, and no more of it. */
        TORN,
        /** Nothing more below the limit. */
        END
    }

    private static final int WINDOW = 256 * 1024;

    private final FileChannel channel;
    private byte[] window = new byte[WINDOW];
    private long windowStart;
    private int windowLength;
    private long offset;
    private long limit;
    private int salt;
    private boolean headRead;
    private int payload;

    SegmentReader(Path file, long offset) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.offset = offset;
    }

    /** Behind what the last {@link #next} found. */
    long offset() {
        return offset;
    }

    /** Holds the payload of the frame that was found last, until the next call. */
    byte[] bytes() {
        return window;
    }

    int payloadAt() {
        return (int) (offset - payload - windowStart);
    }

    int payloadLength() {
        return payload;
    }

    /**
     * Finds what comes next.
     *
     * @param end how far the segment may be read; never less than at the last call
     */
    Found next(long end) throws IOException {
        limit = Math.min(end, channel.size());
        if (!headRead && offset < limit && !readHead()) {
            boolean torn = limit < Frame.SEGMENT_HEAD;
            offset = limit;
            return torn ? Found.TORN : Found.CORRUPT;
        }
        if (offset >= limit) {
            return Found.END;
        }
        if (isFrame(offset)) {
            offset += Frame.HEAD + payload;
            return Found.FRAME;
        }
        boolean cutShort = endsInTheMiddle();
        long sound = offset + 1;
        while (sound < limit && !isFrame(sound)) {
            sound++;
        }
        offset = Math.min(sound, limit);
        return cutShort && offset == limit ? Found.TORN : Found.CORRUPT;
    }

    private boolean readHead() throws IOException {
        headRead = true;
        if (!load(0, Frame.SEGMENT_HEAD)) {
            return false;
        }
        byte[] head = Arrays.copyOfRange(window, at(0), at(0) + Frame.SEGMENT_HEAD);
        salt = Frame.salt(head);
        offset = Math.max(offset, Frame.SEGMENT_HEAD);
        return Frame.isSegmentHead(head);
    }

    /** Whether a sound frame begins there; {@link #payload} is its length then. */
    private boolean isFrame(long position) throws IOException {
        if (!load(position, Frame.HEAD) || !Frame.isMarked(window, at(position))) {
            return false;
        }
        payload = Frame.payload(window, at(position));
        return payload > 0
                && load(position, Frame.HEAD + payload)
                && Frame.isSound(window, at(position), payload, salt);
    }

    /** Whether what stands here could be the start of a frame that would go on behind the limit. */
    private boolean endsInTheMiddle() throws IOException {
        if (!load(offset, Frame.HEAD)) {
            return true;
        }
        int length = Frame.isMarked(window, at(offset)) ? Frame.payload(window, at(offset)) : -1;
        return length > 0 && offset + Frame.HEAD + length > limit;
    }

    private int at(long position) {
        return (int) (position - windowStart);
    }

    /** Has these bytes of the file in the window; false when they go beyond the limit. */
    private boolean load(long position, int length) throws IOException {
        if (position + length > limit) {
            return false;
        }
        if (position >= windowStart && position + length <= windowStart + windowLength) {
            return true;
        }
        if (window.length < length) {
            window = new byte[length];
        } else if (window.length > WINDOW && length <= WINDOW) {
            window = new byte[WINDOW]; // One large record does not keep its memory.
        }
        windowStart = position;
        windowLength = 0;
        ByteBuffer into = ByteBuffer.wrap(window);
        while (into.hasRemaining()) {
            int read = channel.read(into, position + into.position());
            if (read < 0) {
                break;
            }
        }
        // Bytes behind the limit may still be on their way: they are read again when they are
        // whole.
        windowLength = (int) Math.min(into.position(), limit - position);
        return windowLength >= length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
