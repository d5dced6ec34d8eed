package dev.sluice.record.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The directory of a log, locked for this process until it is closed. */
final class SpoolDirectory implements AutoCloseable {
    private static final String SUFFIX = ".log";
    private static final long LOCK_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOCK_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path path;
    private final FileChannel lockFile;

    private SpoolDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Locks the directory, which is created if needed. Waits a little, since the previous process
     * may be about to end.
     *
     * @throws IOException when the directory can't be used, or another process uses it
     */
    static SpoolDirectory lock(Path path) throws IOException {
        Files.createDirectories(path);
        FileChannel file = FileChannel.open(
                path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long deadline = System.nanoTime() + LOCK_PATIENCE_NANOS;
        while (!tryLock(file)) {
            if (System.nanoTime() - deadline > 0) {
                file.close();
                throw new IOException("the record spool in " + path.toAbsolutePath()
                        + " is in use by another Sluice; stop it or use another --data");
            }
            LockSupport.parkNanos(LOCK_LOOK_NANOS);
        }
        return new SpoolDirectory(path, file);
    }

    private static boolean tryLock(FileChannel file) throws IOException {
        try {
            FileLock held = file.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false; // This very process holds it.
        }
    }

    Path path() {
        return path;
    }

    /** The file of the segment with that number, whether it exists or not. */
    Path segment(long number) {
        return path.resolve(String.format("%016d%s", number, SUFFIX));
    }

    /** The existing segments, in order. */
    List<Path> segments() throws IOException {
        try (Stream<Path> listed = Files.list(path)) {
            return listed.filter(file -> file.getFileName()
                            .toString()
                            .matches("[0-9]{16}" + SUFFIX.replace(".", "\\.")))
                    .sorted()
                    .toList();
        }
    }

    /** The number of a segment. */
    static long number(Path segment) {
        String name = segment.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
