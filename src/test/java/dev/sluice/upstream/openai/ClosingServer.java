package dev.sluice.upstream.openai;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP server that closes connections without announcing it: behind its answer, or under the
 * next request.
 */
final class ClosingServer implements AutoCloseable {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
                    .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger connections = new AtomicInteger();
    private final int answersPerConnection;
    private final boolean closesOnRequest;

    /**
     * @param onRequest whether a connection is closed when the second request has begun, rather
     *     than before
     */
    ClosingServer(boolean onRequest) throws IOException {
        this(1, onRequest);
    }

    private ClosingServer(int answersPerConnection, boolean closesOnRequest) throws IOException {
        this.answersPerConnection = answersPerConnection;
        this.closesOnRequest = closesOnRequest;
        Thread.ofVirtual().name("closing-server").start(this::accept);
    }

    /** One that answers nothing. */
    static ClosingServer mute() throws IOException {
        return new ClosingServer(0, true);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** How many connections were made to it. */
    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            for (int i = 0; i < answersPerConnection; i++) {
                readRequest(in);
                connection.getOutputStream().write(ANSWER);
            }
            if (closesOnRequest && in.read() >= 0) {
                in.skipNBytes(
                        in.available()); // What is left unread would make a reset of the close.
            }
        } catch (IOException gone) {
            // The client was first.
        }
    }

    private static void readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the client has gone");
            }
            head.append((char) next);
        }
        String length = head.toString()
                .toLowerCase(java.util.Locale.ROOT)
                .split("content-length: ")[1]
                .split("\r")[0];
        in.skipNBytes(Integer.parseInt(length));
    }
}
