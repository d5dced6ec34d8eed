package dev.sluice.testing;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Stands between a client and a server on this machine, so that a test can take the server away:
 * refused connections, cut ones, silence, or an end at the very moment that something is said.
 * Virtual threads pass the bytes on.
 */
public final class TcpProxy implements AutoCloseable {
    private enum Mode {
        FORWARD,
        REFUSE,
        STALL
    }

    /**
     * When the client says this, the connection ends: before the server hears it, or before the
     * client hears back.
     */
    private record Trap(String said, boolean heard) {}

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger sprung = new AtomicInteger();
    private volatile Mode mode = Mode.FORWARD;
    private volatile @Nullable Trap trap;

    public TcpProxy(int target) {
        this(target, 0);
    }

    /** At a port that was chosen before. */
    public TcpProxy(int target, int port) {
        this.target = target;
        try {
            this.listener = new ServerSocket(port, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("tcp-proxy").start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Connections that clients have made so far. */
    public int accepted() {
        return accepted.get();
    }

    /** How often a trap has ended a connection. */
    public int sprung() {
        return sprung.get();
    }

    /** Ends every connection; new ones end at once. */
    public void cut() {
        mode = Mode.REFUSE;
        open.forEach(TcpProxy::end);
    }

    /** Connections stay and new ones are taken, but nothing passes any more. */
    public void stall() {
        mode = Mode.STALL;
    }

    /** Forwards again; connections that were stalled are ended. */
    public void restore() {
        open.forEach(TcpProxy::end);
        mode = Mode.FORWARD;
    }

    /** Once: ends the connection on which the client says this, before the server hears it. */
    public void cutBefore(String said) {
        trap = new Trap(said, false);
    }

    /**
     * Once: ends the connection on which the client says this, after the server has answered,
     * before the client hears.
     */
    public void cutAfter(String said) {
        trap = new Trap(said, true);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                serve(listener.accept());
            } catch (IOException e) {
                // The listener is closed, or the server is away: the client sees its connection
                // end.
            }
        }
    }

    private void serve(Socket client) throws IOException {
        open.add(client);
        accepted.incrementAndGet();
        if (mode == Mode.REFUSE) {
            end(client);
            return;
        }
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            end(client);
            throw e;
        }
        server.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
        open.add(server);
        if (mode == Mode.REFUSE) {
            end(client);
            end(server);
        }
        boolean[] deaf = {false};
        pass(client, server, bytes -> listenIn(bytes, client, server, deaf));
        pass(server, client, bytes -> {
            if (deaf[0]) {
                sprung.incrementAndGet();
                end(client);
                end(server);
            }
        });
    }

    private void listenIn(byte[] bytes, Socket client, Socket server, boolean[] deaf) {
        Trap set = trap;
        if (set == null || !new String(bytes, StandardCharsets.ISO_8859_1).contains(set.said())) {
            return;
        }
        trap = null;
        if (set.heard()) {
            deaf[0] = true;
        } else {
            sprung.incrementAndGet();
            end(client);
            end(server);
        }
    }

    private void pass(Socket from, Socket to, Consumer<byte[]> before) {
        Thread.ofVirtual().start(() -> {
            byte[] bytes = new byte[64 * 1024];
            try (from;
                    to) {
                int count = from.getInputStream().read(bytes);
                while (count >= 0) {
                    before.accept(Arrays.copyOf(bytes, count));
                    if (mode == Mode.FORWARD) {
                        to.getOutputStream().write(bytes, 0, count);
                    }
                    count = from.getInputStream().read(bytes);
                }
            } catch (IOException e) {
                // Ended by the other side, or by the test.
            } finally {
                open.remove(from);
                open.remove(to);
            }
        });
    }

    private static void end(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
