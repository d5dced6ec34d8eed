package dev.sluice.record.spool;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * How far the database has the records, kept in a file that is replaced as a whole. It may lag
 * behind but never run ahead: a record that is sent to the database twice is stored once.
 */
final class Checkpoint {
    private static final String FILE = "checkpoint";
    private static final String NEXT = "checkpoint.next";
    private static final int LENGTH = 2 * Long.BYTES + Integer.BYTES;

    /**
     * A place in the log: everything before it is in the database.
     *
     * @param segment number of a segment, which may be deleted already
     * @param offset offset in it
     */
    record Position(long segment, long offset) {
        static final Position START = new Position(0, 0);
    }

    private final Path file;
    private final Path next;
    private final Disk disk;

    Checkpoint(Path directory, Disk disk) {
        this.file = directory.resolve(FILE);
        this.next = directory.resolve(NEXT);
        this.disk = disk;
    }

    /** The position last written; null when there is none or it can't be trusted. */
    @Nullable
    Position read() throws IOException {
        disk.delete(next); // Half written, by a process that was killed.
        if (!Files.exists(file)) {
            return null;
        }
        byte[] content = Files.readAllBytes(file);
        if (content.length != LENGTH
                || checksum(content) != (int) Frame.INT.get(content, 2 * Long.BYTES)) {
            return null;
        }
        Position position = new Position(
                (long) Frame.LONG.get(content, 0), (long) Frame.LONG.get(content, Long.BYTES));
        return position.segment() < 0 || position.offset() < 0 ? null : position;
    }

    void write(Position position) throws IOException {
        byte[] content = new byte[LENGTH];
        Frame.LONG.set(content, 0, position.segment());
        Frame.LONG.set(content, Long.BYTES, position.offset());
        Frame.INT.set(content, 2 * Long.BYTES, checksum(content));
        disk.write(next, content);
        disk.rename(next, file);
    }

    private static int checksum(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content, 0, 2 * Long.BYTES);
        return (int) crc.getValue();
    }
}
