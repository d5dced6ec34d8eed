package dev.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that prints the port on which it listens. A thread reads its output, so that it never
 * waits for a full pipe; {@link #close} ends it and returns when it is gone.
 */
final class ChildProcess implements AutoCloseable {
    private static final int TAIL_LINES = 20;
    private static final Duration GRACE = Duration.ofSeconds(15);

    /**
     * Ends the child when this process ends in any way, which closes its pipe; after SIGKILL no
     * shutdown hook runs. Ignores Ctrl-C, which goes to all processes of a terminal.
     */
    private static final String TETHER =
            "trap '' INT TERM HUP; read -r _; kill -TERM \"$1\" 2>/dev/null && sleep 20"
                    + " && kill -KILL \"$1\" 2>/dev/null";

    private final String name;
    private final Process process;
    private final Process tether;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private ChildProcess(String name, Process process, Process tether) {
        this.name = name;
        this.process = process;
        this.tether = tether;
    }

    /** Starts it; the pattern's first group is the port. */
    static ChildProcess start(String name, List<String> words, Pattern listening)
            throws IOException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        ChildProcess child = new ChildProcess(name, process, tether(process));
        // A platform thread: reading a pipe would hold on to a virtual thread's carrier.
        Thread.ofPlatform().daemon().name("output-of-" + name).start(() -> child.read(listening));
        return child;
    }

    private static Process tether(Process process) throws IOException {
        try {
            return new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            TETHER,
                            "sluice-bench-tether",
                            String.valueOf(process.pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            process.destroy();
            throw e;
        }
    }

    /** Waits until it listens, and returns the port. */
    int port(Duration limit) throws IOException, InterruptedException {
        try {
            return port.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(cause == null ? e.getMessage() : cause.getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "the " + name + " did not say within " + limit.toSeconds()
                            + " s where it listens",
                    e);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean runs() {
        return process.isAlive();
    }

    /** Waits for that time; fails if the process ends meanwhile. */
    void pause(Duration time) throws IOException, InterruptedException {
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("the " + name + " ended with exit code " + process.exitValue());
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            tether.destroyForcibly(); // The process is gone, and its id may be reused.
        }
    }

    private void read(Pattern listening) {
        Deque<String> tail = new ArrayDeque<>();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (tail.size() == TAIL_LINES) {
                    tail.removeFirst();
                }
                tail.add(line);
                Matcher matcher = listening.matcher(line);
                if (matcher.find()) {
                    port.complete(Integer.parseInt(matcher.group(1)));
                }
            }
        } catch (IOException e) {
            // The process is gone, and the pipe with it.
        } finally {
            port.completeExceptionally(new IOException("the " + name
                    + " ended before it listened; it said:\n  " + String.join("\n  ", tail)));
        }
    }
}
