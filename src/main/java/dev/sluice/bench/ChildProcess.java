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
 * A process that says in one line on which port it listens. A thread of its own reads what it says, so that it never
 * waits for a full pipe; {@link #close} ends it and returns when it is gone.
 */
final class ChildProcess implements AutoCloseable {
    private static final int TAIL_LINES = 20;
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final String name;
    private final Process process;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** Starts it; the pattern's first group is the port. */
    static ChildProcess start(String name, List<String> words, Pattern listening) throws IOException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        ChildProcess child = new ChildProcess(name, process);
        // A platform thread: reading a pipe would hold on to a virtual thread's carrier.
        Thread.ofPlatform().daemon().name("output-of-" + name).start(() -> child.read(listening));
        return child;
    }

    /** Waits until it listens. */
    int port(Duration limit) throws IOException, InterruptedException {
        try {
            return port.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "the " + name + " did not say within " + limit.toSeconds() + " s where it listens", e);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Lets a little time pass. */
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
            port.completeExceptionally(new IOException(
                    "the " + name + " ended before it listened; it said:\n  " + String.join("\n  ", tail)));
        }
    }
}
