package dev.sluice.upstream.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One running engine process. Its methods block and are called on virtual threads; a thread of its
 * own copies its output to the log. The process ends when the pipe to its stdin is closed, so it
 * never outlives Sluice.
 */
final class EngineProcess implements EngineSupervisor.Running {
    private static final Duration POLL = Duration.ofMillis(75);
    private static final int PROBE_MILLIS_MAX = 2_000;

    /**
     * How long to wait for the last lines of a process that has ended, because they explain its
     * end.
     */
    private static final Duration LAST_LINES = Duration.ofSeconds(2);

    private final Process process;
    private final Thread pump;
    private final int port;

    private EngineProcess(Process process, int port, Thread pump) {
        this.process = process;
        this.pump = pump;
        this.port = port;
    }

    static EngineProcess start(EngineCommand command, int port, EngineLog log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.words()).redirectErrorStream(true);
        builder.environment().putAll(command.environment());
        log.begin();
        Process process = builder.start();
        // A platform thread, because reading a pipe would block a virtual thread's carrier.
        Thread pump = Thread.ofPlatform()
                .daemon()
                .name("engine-log-" + process.pid())
                .start(() -> pump(process, log));
        return new EngineProcess(process, port, pump);
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean awaitReady(Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < limit.toNanos()) {
            if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                pump.join(LAST_LINES);
                return false;
            }
            if (answers()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int awaitEnd() throws InterruptedException {
        int code = process.waitFor();
        pump.join(LAST_LINES);
        return code;
    }

    /** Asks the process to end by closing its stdin, and kills it after the grace period. */
    @Override
    public void end(Duration grace) throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The process has ended, or will be killed.
        }
        if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.waitFor();
        }
    }

    /**
     * Whether the server is up: it answers 503 while it loads. Any other status will do, also from
     * a server without /health.
     */
    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
                    PROBE_MILLIS_MAX);
            socket.setSoTimeout(PROBE_MILLIS_MAX);
            String request = "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var reader = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String status = reader.readLine();
            return status != null && status.startsWith("HTTP/") && !status.contains(" 503");
        } catch (IOException e) {
            return false;
        }
    }

    private static void pump(Process process, EngineLog log) {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                log.line(line);
            }
        } catch (IOException e) {
            // The process has ended, and the pipe is closed.
        } finally {
            log.close();
        }
    }
}
