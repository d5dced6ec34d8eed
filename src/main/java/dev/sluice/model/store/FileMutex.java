package dev.sluice.model.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps other threads and processes out while something is written to disk. Held by the thread that
 * acquired it. The lock file is not deleted: otherwise two processes could lock two files of the
 * same name.
 */
public final class FileMutex implements AutoCloseable {
    /* A file lock belongs to the whole process, so threads need a lock of their own. */
    private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock threads;
    private final FileChannel channel;

    private FileMutex(ReentrantLock threads, FileChannel channel) {
        this.threads = threads;
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @param onWait called once if another thread or process has it
     */
    public static FileMutex acquire(Path file, Runnable onWait)
            throws IOException, InterruptedException {
        Path key = file.toAbsolutePath().normalize();
        ReentrantLock threads = THREADS.computeIfAbsent(key, path -> new ReentrantLock());
        boolean told = !threads.tryLock();
        if (told) {
            onWait.run();
            threads.lockInterruptibly();
        }
        FileChannel channel = null;
        try {
            Files.createDirectories(key.getParent());
            channel = FileChannel.open(key, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock(channel, told ? () -> {} : onWait);
            return new FileMutex(threads, channel);
        } catch (IOException | RuntimeException failed) {
            if (channel != null) {
                channel.close();
            }
            threads.unlock();
            throw failed;
        }
    }

    private static void lock(FileChannel channel, Runnable onWait) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock == null) {
            onWait.run();
            lock = channel.lock();
        }
        assert lock.isValid();
    }

    /** Lets the next one in; closing the channel releases the file lock. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            threads.unlock();
        }
    }
}
