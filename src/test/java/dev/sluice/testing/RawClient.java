package dev.sluice.testing;

import io.vertx.core.buffer.Buffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * An HTTP/1.1 client on a bare socket: records every byte with its time, stops reading, closes or
 * resets when told to. A virtual thread reads; tests wait with {@link #await}, never by sleeping.
 */
public final class RawClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int READ_BYTES_MAX = 16 * 1024;

    /** How the connection ended, seen from here. */
    public enum End {
        OPEN,
        FIN,
        RESET
    }

    /** Bytes that one read gave. */
    public record Arrival(long nanos, Buffer bytes) {}

    private final Socket socket;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<HttpAnswer> answers = new ArrayList<>();
    private int requests;
    private boolean answerOpen;
    private boolean paused;
    private End end = End.OPEN;

    private RawClient(Socket socket) {
        this.socket = socket;
        Thread.ofVirtual().name("raw-client").start(this::read);
    }

    public static RawClient connect(int port) {
        return connect(port, 0);
    }

    /**
     * With a receive buffer of about so many bytes, so that a client that does not read is noticed
     * soon.
     */
    public static RawClient connect(int port, int receiveBufferBytes) {
        try {
            Socket socket = new Socket();
            if (receiveBufferBytes > 0) {
                socket.setReceiveBufferSize(receiveBufferBytes);
            }
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a POST with a JSON body. Headers are whole lines, such as {@code "x-a: b"}. */
    public RawClient post(String path, String json, String... headers) {
        return request("POST", path, json, headers);
    }

    public RawClient get(String path, String... headers) {
        return request("GET", path, "", headers);
    }

    public RawClient request(String method, String path, String body, String... headers) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head =
                new StringBuilder(method + " " + path + " HTTP/1.1\r\nhost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (content.length > 0 || method.equals("POST")) {
            head.append("content-type: application/json\r\ncontent-length: ")
                    .append(content.length)
                    .append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(start, start.length + content.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        set(() -> requests++);
        return send(all);
    }

    /** Sends bytes as they are. */
    public RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether and how the connection has ended by now. */
    public End end() {
        return locked(() -> end);
    }

    /**
     * Stops reading. A read that already waits for bytes still takes those, at most {@value
     * #READ_BYTES_MAX}.
     */
    public RawClient pause() {
        return set(() -> paused = true);
    }

    public RawClient resume() {
        return set(() -> paused = false);
    }

    /** Closes in order: the server sees a FIN. */
    @Override
    public void close() {
        shut(false);
    }

    /** Closes with a TCP reset. */
    public void reset() {
        shut(true);
    }

    /** The answer to the latest request, once it is whole. */
    public HttpAnswer answer() {
        return await("a whole answer", HttpAnswer::complete);
    }

    /**
     * The answer to the latest request, once it is as wanted; fails after half a minute, or when
     * the connection ends before.
     */
    public HttpAnswer await(String what, Predicate<HttpAnswer> wanted) {
        return locked(() -> {
            long left = PATIENCE.toNanos();
            while (!wanted.test(latest())) {
                if (end != End.OPEN || left <= 0) {
                    throw new AssertionError("Waited for " + what + "; connection " + end
                            + ", received: " + latest().status() + " " + latest().body());
                }
                left = changed.awaitNanos(left);
            }
            return latest().copy();
        });
    }

    /** Waits until the server has ended the connection, and tells how. */
    public End awaitEnd() {
        return locked(() -> {
            long left = PATIENCE.toNanos();
            while (end == End.OPEN) {
                if (left <= 0) {
                    throw new AssertionError(
                            "The connection is still open; received: " + latest().body());
                }
                left = changed.awaitNanos(left);
            }
            return end;
        });
    }

    /** What has arrived by now of the answer to the latest request. */
    public HttpAnswer soFar() {
        return locked(() -> latest().copy());
    }

    /** All answers of this connection, the latest one perhaps in parts. */
    public List<HttpAnswer> answers() {
        return locked(() -> answers.stream().map(HttpAnswer::copy).toList());
    }

    /** Every read so far. */
    public List<Arrival> arrivals() {
        return locked(() -> List.copyOf(arrivals));
    }

    public long receivedBytes() {
        return locked(
                () -> arrivals.stream().mapToLong(it -> it.bytes().length()).sum());
    }

    private HttpAnswer latest() {
        int index = Math.max(requests, 1) - 1;
        return index < answers.size() ? answers.get(index) : new HttpAnswer();
    }

    private void read() {
        byte[] bytes = new byte[READ_BYTES_MAX];
        End how = End.FIN;
        try {
            while (true) {
                awaitResumed();
                int count = socket.getInputStream().read(bytes);
                if (count < 0) {
                    break;
                }
                Buffer read = Buffer.buffer(Arrays.copyOf(bytes, count));
                set(() -> take(new Arrival(System.nanoTime(), read)));
            }
        } catch (IOException reset) {
            how = End.RESET;
        }
        End seen = how;
        set(() -> end = seen);
    }

    private void awaitResumed() {
        locked(() -> {
            while (paused) {
                changed.await(1, TimeUnit.SECONDS);
            }
            return true;
        });
    }

    private void take(Arrival arrival) {
        arrivals.add(arrival);
        for (byte next : arrival.bytes().getBytes()) {
            if (!answerOpen) {
                answers.add(new HttpAnswer());
            }
            answerOpen = !answers.getLast().accept(next, arrival.nanos());
        }
    }

    private void shut(boolean reset) {
        try {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        resume();
    }

    private RawClient set(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
            return this;
        } finally {
            lock.unlock();
        }
    }

    private interface Waiting<T> {
        T get() throws InterruptedException;
    }

    private <T> T locked(Waiting<T> action) {
        lock.lock();
        try {
            return action.get();
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted while waiting", e);
        } finally {
            lock.unlock();
        }
    }
}
