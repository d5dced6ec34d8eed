package dev.sluice.model.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads little-endian values from a file that may lie about every length: nothing is allocated or
 * skipped before the file is known to be long enough. Used by one thread.
 */
final class GgufInput implements Closeable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private final ByteBuffer buffer =
            ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

    /** The file position of the buffer's first byte. */
    private long bufferStart;

    GgufInput(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file);
        this.size = channel.size();
    }

    long size() {
        return size;
    }

    long position() {
        return bufferStart + buffer.position();
    }

    void position(long position) {
        if (position >= bufferStart && position <= bufferStart + buffer.limit()) {
            buffer.position((int) (position - bufferStart));
        } else {
            bufferStart = position;
            buffer.position(0).limit(0);
        }
    }

    int u8(String what) throws IOException {
        fill(1, what);
        return Byte.toUnsignedInt(buffer.get());
    }

    int u16(String what) throws IOException {
        fill(2, what);
        return Short.toUnsignedInt(buffer.getShort());
    }

    int i32(String what) throws IOException {
        fill(4, what);
        return buffer.getInt();
    }

    long i64(String what) throws IOException {
        fill(8, what);
        return buffer.getLong();
    }

    /** An unsigned 64-bit number, at most {@code max}. */
    long count(String what, long max) throws IOException {
        long value = i64(what);
        if (value < 0 || value > max) {
            throw new GgufException(
                    file,
                    "%s is %s, at most %d is allowed"
                            .formatted(what, Long.toUnsignedString(value), max));
        }
        return value;
    }

    String string(String what, int maxBytes) throws IOException {
        int length = (int) count("length of " + what, maxBytes);
        require(length, what);
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            fill(1, what);
            int part = Math.min(length - done, buffer.remaining());
            buffer.get(bytes, done, part);
            done += part;
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void skipString(String what) throws IOException {
        skip(i64(what), what);
    }

    void skip(long bytes, String what) throws IOException {
        require(bytes, what);
        position(position() + bytes);
    }

    /** Fails unless the file has this many more bytes. */
    void require(long bytes, String what) throws GgufException {
        long left = size - position();
        if (bytes < 0 || bytes > left) {
            throw new GgufException(
                    file,
                    ("it ends in %s: %s bytes needed at byte %d, %d left; it may have been cut "
                                    + "off, pull it again")
                            .formatted(what, Long.toUnsignedString(bytes), position(), left));
        }
    }

    private void fill(int bytes, String what) throws IOException {
        if (buffer.remaining() >= bytes) {
            return;
        }
        require(bytes, what);
        bufferStart = position();
        buffer.position(0).limit(BUFFER_BYTES);
        while (buffer.position() < bytes) {
            if (channel.read(buffer, bufferStart + buffer.position()) < 0) {
                throw new GgufException(file, "it became shorter while it was read");
            }
        }
        buffer.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
