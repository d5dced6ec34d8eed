package dev.sluice.record;

import dev.sluice.record.Checkpoint.Position;
import dev.sluice.telemetry.RecordMeters;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The log on disk through which all records go: segments, written one after the other, and a
 * checkpoint that says how far the database has them. Of one process, which holds the lock of the
 * directory; a new run begins a new segment and leaves those of the runs before as they are.
 *
 * <p>One thread appends, another one reads through {@link SpoolReader}. Only whole frames are
 * published to the reader.
 */
final class Spool implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Spool.class);
    private static final String SUFFIX = ".log";
    private static final long SEGMENT_BYTES = 8 << 20;
    private static final long LOCK_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOCK_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** One file of the log. Fields are guarded by the spool's lock. */
    static final class Segment {
        final long number;
        final Path file;
        final boolean earlier;
        private long published;
        private boolean sealed;

        Segment(long number, Path file, long published, boolean earlier) {
            this.number = number;
            this.file = file;
            this.published = published;
            this.earlier = earlier;
            this.sealed = earlier;
        }
    }

    /** A segment, and how far it can be read now. */
    record Extent(Segment segment, long limit, boolean sealed) {}

    private final Path directory;
    private final long limit;
    private final long segmentBytes;
    private final Disk disk;
    private final FileChannel lockFile;
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

    /* Of the appending thread. */
    private @Nullable Segment active;
    private @Nullable FileChannel channel;

    private Spool(Path directory, long limit, Disk disk, FileChannel lockFile, RecordMeters meters)
            throws IOException {
        this.directory = directory;
        this.limit = limit;
        this.segmentBytes = Math.min(SEGMENT_BYTES, Math.max(limit / 8, 1));
        this.disk = disk;
        this.lockFile = lockFile;
        this.meters = meters;
        Position checkpoint = new Checkpoint(directory, disk).read();
        this.start = checkpoint == null ? Position.START : checkpoint;
        this.nextNumber = start.segment() + 1;
        for (Path file : files(directory)) {
            long number = number(file);
            nextNumber = Math.max(nextNumber, number + 1);
            if (number < start.segment()) {
                disk.delete(
                        file); // The database has it; the process ended before the file was gone.
            } else {
                Segment segment = new Segment(number, file, Files.size(file), true);
                segments.put(number, segment);
                bytes += segment.published;
            }
        }
    }

    /**
     * Opens the log of a directory, making it on the first start.
     *
     * @param limit bytes that the segments may take together
     * @throws IOException when the directory can't be used, or another process uses it
     */
    static Spool open(Path directory, long limit, Disk disk, RecordMeters meters)
            throws IOException {
        Files.createDirectories(directory);
        FileChannel lockFile = lock(directory);
        try {
            return new Spool(directory, limit, disk, lockFile, meters);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    /** Has the reader told, on the appending thread, when there is something more to read. */
    void onPublished(Runnable reader) {
        onPublished = reader;
    }

    /** Where reading goes on after the last run. */
    Position start() {
        return start;
    }

    Path directory() {
        return directory;
    }

    Disk disk() {
        return disk;
    }

    /** What the checksums of this run's frames are mixed with. */
    int salt() {
        return salt;
    }

    /** How much of the limit is taken, from 0 to 1. */
    double fill() {
        return locked(() -> (double) bytes / limit);
    }

    /**
     * Appends whole frames.
     *
     * @return false when they would go beyond the limit: nothing is written then
     * @throws IOException when the disk refuses them; later ones may go well
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
        Path file = directory.resolve(String.format("%016d%s", number, SUFFIX));
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

    /** Nothing is ever written behind half a frame: the segment ends before it. */
    private void abandon() {
        try {
            FileChannel file = channel;
            Segment segment = active;
            if (file != null && segment != null) {
                file.truncate(locked(() -> segment.published));
            }
            seal();
        } catch (IOException e) {
            LOG.debug(
                    "the end of a segment can't be cut off",
                    e); // It counts as torn when it is read.
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

    /** The first segment from a number on; null when there is none. */
    @Nullable
    Extent readable(long fromNumber) {
        return locked(() -> {
            var found = segments.ceilingEntry(fromNumber);
            return found == null
                    ? null
                    : new Extent(
                            found.getValue(), found.getValue().published, found.getValue().sealed);
        });
    }

    /** A segment whose records the database has goes. */
    void remove(Segment segment) throws IOException {
        locked(() -> {
            segments.remove(segment.number);
            bytes -= segment.published;
            report();
            return null;
        });
        disk.delete(segment.file);
    }

    /** The number of records waiting has changed: found on disk, or taken by the database. */
    void waiting(long change, long oldest) {
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
    long waiting() {
        return locked(() -> waiting);
    }

    /** Disk taken. */
    long bytes() {
        return locked(() -> bytes);
    }

    private <T extends @Nullable Object> T locked(java.util.function.Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> listed = Files.list(directory)) {
            return listed.filter(file -> file.getFileName()
                            .toString()
                            .matches("[0-9]{16}" + SUFFIX.replace(".", "\\.")))
                    .sorted()
                    .toList();
        }
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    /** The process before may be just ending. */
    private static FileChannel lock(Path directory) throws IOException {
        FileChannel file = FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long deadline = System.nanoTime() + LOCK_PATIENCE_NANOS;
        while (!tryLock(file)) {
            if (System.nanoTime() - deadline > 0) {
                file.close();
                throw new IOException("the log of records in " + directory.toAbsolutePath()
                        + " is in use by another Sluice; stop it or use another --data");
            }
            LockSupport.parkNanos(LOCK_LOOK_NANOS);
        }
        return file;
    }

    private static boolean tryLock(FileChannel file) throws IOException {
        try {
            FileLock held = file.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false; // By this very process.
        }
    }

    @Override
    public void close() throws IOException {
        try {
            seal();
        } finally {
            lockFile.close();
        }
    }
}
