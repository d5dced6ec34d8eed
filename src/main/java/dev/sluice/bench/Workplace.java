package dev.sluice.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Everything that a run starts or writes, so that all of it is removed when the run ends: normally,
 * by a failure, or by Ctrl-C. Thread-safe, because a signal comes on a thread of its own; once
 * closed it starts nothing more.
 */
final class Workplace implements AutoCloseable {
    private final Path directory;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread hook = new Thread(this::clear, "bench-stop");
    private boolean closed;

    Workplace() throws IOException {
        directory = Files.createTempDirectory("sluice-bench-");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts something that has to be closed. */
    @FunctionalInterface
    interface Start<T extends AutoCloseable> {
        T start() throws IOException, InterruptedException;
    }

    /** Starts something, unless the run is over, and closes it at the end. */
    <T extends AutoCloseable> T open(Start<T> start) throws IOException, InterruptedException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the run was stopped");
            }
            T started = start.start();
            open.push(started);
            return started;
        } finally {
            lock.unlock();
        }
    }

    ChildProcess start(String name, List<String> words, Pattern listening)
            throws IOException, InterruptedException {
        return open(() -> ChildProcess.start(name, words, listening));
    }

    /** Closes something before the end. */
    void close(AutoCloseable started) {
        lock.lock();
        try {
            open.remove(started);
        } finally {
            lock.unlock();
        }
        end(started);
    }

    /** Writes a file in one step, so that whoever watches it never reads half of it. */
    Path file(String name, String content) throws IOException {
        Path fresh = Files.writeString(directory.resolve(name + ".new"), content);
        return Files.move(
                fresh,
                directory.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes a directory that is removed with everything else. */
    Path directory(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    /** Runs a program to its end and returns what it printed. */
    String run(String name, List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        AutoCloseable running = open(() -> process::destroyForcibly);
        try {
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(name + " ended with exit code " + code + ": " + said.strip());
            }
            return said;
        } finally {
            close(running);
        }
    }

    @Override
    public void close() {
        clear();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process is ending, and the hook with it.
        }
    }

    /** The latest first, because what was started later may depend on what was started before. */
    private void clear() {
        lock.lock();
        try {
            closed = true;
            open.forEach(Workplace::end);
            open.clear();
            delete();
        } finally {
            lock.unlock();
        }
    }

    private static void end(AutoCloseable started) {
        try {
            started.close();
        } catch (Exception e) {
            throw new IllegalStateException(
                    "something that this run started could not be stopped", e);
        }
    }

    private void delete() {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // A few small files stay in the temporary directory; there is nothing more to do about
            // it.
        }
    }
}
