package dev.sluice.upstream.local;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * An engine's output, in files of bounded size: at five mebibytes a file is put aside, and two of
 * those are kept. A full disk costs lines but never stops the engine, which would block if its
 * output were not read. Thread-safe.
 */
final class EngineLog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EngineLog.class);
    private static final long FILE_BYTES_MAX = 5 * 1024 * 1024;
    private static final int KEPT = 2;
    private static final int TAIL_LINES = 30;
    private static final int REASON_CHARS_MAX = 300;
    private static final Pattern TROUBLE = Pattern.compile(
            "(?i)error|fail|invalid|exception|unable|can't|cannot|denied|not found|unknown "
                    + "(?:arg|option|model)|no such");

    /** The prefix of llama.cpp's lines: the time since its start, and a letter for the level. */
    private static final Pattern STAMP = Pattern.compile("^[0-9.]+ [A-Z] ");

    private final Path file;
    private final long fileBytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<String> tail = new ArrayDeque<>();
    private @Nullable OutputStream out;
    private long written;

    EngineLog(Path file) {
        this(file, FILE_BYTES_MAX);
    }

    EngineLog(Path file, long fileBytesMax) {
        this.file = file;
        this.fileBytesMax = fileBytesMax;
    }

    /** Clears the lines kept of the last start; they stay in the file. */
    void begin() {
        lock.lock();
        try {
            tail.clear();
        } finally {
            lock.unlock();
        }
    }

    void line(String line) {
        lock.lock();
        try {
            if (tail.size() == TAIL_LINES) {
                tail.removeFirst();
            }
            tail.addLast(line);
            write(Instant.now() + " " + line + "\n");
        } catch (IOException e) {
            LOG.debugf("can't write %s: %s", file, e.getMessage());
            closeQuietly();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The first of the last lines that reports a problem, because later ones are usually its
     * consequences; empty if there is none.
     */
    String reason() {
        lock.lock();
        try {
            for (String line : tail) {
                if (TROUBLE.matcher(line).find()) {
                    String reason = STAMP.matcher(line).replaceFirst("");
                    return reason.length() <= REASON_CHARS_MAX
                            ? reason
                            : reason.substring(0, REASON_CHARS_MAX) + "…";
                }
            }
            return "";
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closeQuietly();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private void write(String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        if (out == null) {
            out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            written = Files.size(file);
        }
        if (written > 0 && written + bytes.length > fileBytesMax) {
            closeQuietly();
            rotate();
            out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            written = 0;
        }
        out.write(bytes);
        written += bytes.length;
    }

    private void rotate() throws IOException {
        for (int age = KEPT; age > 0; age--) {
            Path younger = age == 1 ? file : aside(age - 1);
            if (Files.exists(younger)) {
                Files.move(younger, aside(age), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Path aside(int age) {
        return file.resolveSibling(file.getFileName() + "." + age);
    }

    private void closeQuietly() {
        OutputStream open = out;
        out = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debugf("can't close %s: %s", file, e.getMessage());
            }
        }
    }
}
