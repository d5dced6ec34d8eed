package dev.sluice.record.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Reads the frames of one segment from a given offset. Damage is skipped up to the next sound
 * frame. Confined to one thread.
 *
 * <p>A torn write is not called damage: a process that was killed leaves an incomplete frame with
 * nothing sound behind it.
 */
final class SegmentReader implements AutoCloseable {
    /** What {@link #next} found. */
    enum Found {
        /** A sound frame. */
        FRAME,
        /** Damage, followed by a sound frame or the end. */
        CORRUPT,
        /** An incomplete frame at the end of the segment. */
        TORN,
        /** Nothing more before the limit. */
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

    /** The offset behind what the last {@link #next} found. */
    long offset() {
        return offset;
    }

    /** Holds the payload of the last frame found, until the next call. */
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
     * @param end how far the segment may be read, in bytes; never less than in the last call
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

    /** Whether a sound frame begins there; if so, {@link #payload} is its length. */
    private boolean isFrame(long position) throws IOException {
        if (!load(position, Frame.HEAD) || !Frame.isMarked(window, at(position))) {
            return false;
        }
        payload = Frame.payload(window, at(position));
        return payload > 0
                && load(position, Frame.HEAD + payload)
                && Frame.isSound(window, at(position), payload, salt);
    }

    /** Whether the bytes here could be the start of a frame that continues beyond the limit. */
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

    /** Loads these bytes of the file into the window; false when they go beyond the limit. */
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
            window = new byte[WINDOW]; // Frees the memory of a large record.
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
        // Bytes beyond the limit may be incomplete: they are read again later.
        windowLength = (int) Math.min(into.position(), limit - position);
        return windowLength >= length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
