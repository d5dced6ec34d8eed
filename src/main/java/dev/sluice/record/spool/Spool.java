package dev.sluice.record.spool;

import dev.sluice.record.spool.Checkpoint.Position;
import dev.sluice.telemetry.RecordMeters;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The log on disk that all records go through: segments, written one after the other, and a
 * checkpoint that says how far the database has them. Used by one process, which holds the
 * directory's lock; a new run begins a new segment and does not touch those of earlier runs.
 *
 * <p>One thread appends; another one reads, through {@link SpoolReader}. Only complete frames are
 * published to the reader.
 */
public final class Spool implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Spool.class);
    private static final long SEGMENT_BYTES = 8 << 20;

    private final SpoolDirectory directory;
    private final long limit;
    private final long segmentBytes;
    private final Disk disk;
    private final RecordMeters meters;
    private final int salt = ThreadLocalRandom.current().nextInt();
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private final Position start;
    private long bytes;
    private long waiting;
    private long oldestMillis;
    private long nextNumber;
    private volatile Runnable onPublished = () -> {};

    /* Used by the appending thread only. */
    private @Nullable Segment active;
    private @Nullable FileChannel channel;

    private Spool(SpoolDirectory directory, long limit, Disk disk, RecordMeters meters)
            throws IOException {
        this.directory = directory;
        this.limit = limit;
        this.segmentBytes = Math.min(SEGMENT_BYTES, Math.max(limit / 8, 1));
        this.disk = disk;
        this.meters = meters;
        Position checkpoint = new Checkpoint(directory.path(), disk).read();
        this.start = checkpoint == null ? Position.START : checkpoint;
        this.nextNumber = start.segment() + 1;
        for (Path file : directory.segments()) {
            long number = SpoolDirectory.number(file);
            nextNumber = Math.max(nextNumber, number + 1);
            if (number < start.segment()) {
                // The database has it; the process ended before it deleted the file.
                disk.delete(file);
            } else {
                Segment segment = new Segment(number, file, Files.size(file), true);
                segments.put(number, segment);
                bytes += segment.published;
            }
        }
    }

    /**
     * Opens the log in a directory, which is created if needed.
     *
     * @param limit maximum size of all segments together, in bytes
     * @throws IOException when the directory can't be used, or another process uses it
     */
    public static Spool open(Path directory, long limit, Disk disk, RecordMeters meters)
            throws IOException {
        SpoolDirectory locked = SpoolDirectory.lock(directory);
        try {
            return new Spool(locked, limit, disk, meters);
        } catch (IOException | RuntimeException e) {
            locked.close();
            throw e;
        }
    }

    /** Sets what is called, on the appending thread, when there is something new to read. */
    public void onPublished(Runnable reader) {
        onPublished = reader;
    }

    /** Where reading begins, from the last run's checkpoint. */
    Position start() {
        return start;
    }

    public Path directory() {
        return directory.path();
    }

    Disk disk() {
        return disk;
    }

    /** The salt for the checksums of this run's frames. */
    int salt() {
        return salt;
    }

    /** How much of the limit is used, from 0 to 1. */
    public double fill() {
        return locked(() -> (double) bytes / limit);
    }

    /**
     * Appends complete frames.
     *
     * @return false when they would exceed the limit; nothing is written then
     * @throws IOException when they can't be written; a later call may succeed
     */
    boolean append(byte[] frames, int length, int records) throws IOException {
        Segment into = active;
        boolean roll = into == null || isFull(into);
        if (locked(() -> bytes) + length + (roll ? Frame.SEGMENT_HEAD : 0) > limit) {
            return false;
        }
        try {
            if (roll || into == null) {
                into = roll();
            }
            FileChannel file = channel;
            if (file == null) {
                throw new IOException("segment " + into.file + " is closed");
            }
            disk.append(file, ByteBuffer.wrap(frames, 0, length));
        } catch (IOException e) {
            abandon();
            throw e;
        }
        publish(into, length, records);
        meters.spooled(records);
        return true;
    }

    private boolean isFull(Segment segment) {
        return locked(() -> segment.published) >= segmentBytes;
    }

    private Segment roll() throws IOException {
        seal();
        long number = nextNumber++;
        Path file = directory.segment(number);
        FileChannel made = disk.create(file);
        channel = made;
        disk.append(made, ByteBuffer.wrap(Frame.segmentHead(salt)));
        Segment segment = new Segment(number, file, Frame.SEGMENT_HEAD, false);
        active = segment;
        locked(() -> {
            segments.put(number, segment);
            return bytes += Frame.SEGMENT_HEAD;
        });
        return segment;
    }

    /** Nothing may ever follow half a frame, so the segment ends before it. */
    private void abandon() {
        try {
            FileChannel file = channel;
            Segment segment = active;
            if (file != null && segment != null) {
                file.truncate(locked(() -> segment.published));
            }
            seal();
        } catch (IOException e) {
            // The reader will count it as torn.
            LOG.debug("the incomplete end of a segment can't be cut off", e);
            active = null;
        }
    }

    private void seal() throws IOException {
        Segment segment = active;
        FileChannel file = channel;
        active = null;
        channel = null;
        if (segment != null) {
            locked(() -> segment.sealed = true);
        }
        if (file != null) {
            file.close();
        }
    }

    private void publish(Segment segment, int length, int records) {
        lock.lock();
        try {
            segment.published += length;
            bytes += length;
            waiting += records;
            report();
        } finally {
            lock.unlock();
        }
        onPublished.run();
    }

    /** The first segment with at least that number; null when there is none. */
    Segment.@Nullable Extent readable(long fromNumber) {
        return locked(() -> {
            var found = segments.ceilingEntry(fromNumber);
            return found == null
                    ? null
                    : new Segment.Extent(
                            found.getValue(), found.getValue().published, found.getValue().sealed);
        });
    }

    /** Deletes a segment whose records the database has. */
    void remove(Segment segment) throws IOException {
        locked(() -> {
            segments.remove(segment.number);
            bytes -= segment.published;
            report();
            return null;
        });
        disk.delete(segment.file);
    }

    /**
     * Updates the backlog after records were found on disk or taken by the database.
     *
     * @param change added to the number of waiting records
     * @param oldest when the oldest one ended, in milliseconds since 1970; 0 when there is none
     */
    public void updateWaiting(long change, long oldest) {
        locked(() -> {
            waiting = Math.max(0, waiting + change);
            oldestMillis = oldest;
            report();
            return null;
        });
    }

    private void report() {
        meters.backlog(bytes, waiting, oldestMillis);
    }

    /** Records that the database does not have yet. */
    public long waiting() {
        return locked(() -> waiting);
    }

    /** Bytes that the log takes on disk. */
    public long bytes() {
        return locked(() -> bytes);
    }

    private <T extends @Nullable Object> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            seal();
        } finally {
            directory.close();
        }
    }
}
