package dev.sluice.inference.climb;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.RawHttp2;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream of bare sockets that takes a request and closes the connection before, within or
 * behind the head of its answer: what a simulator on top of an HTTP server can't do.
 */
public final class BreakingUpstream implements AutoCloseable {
    /** How far it gets. */
    public enum Reply {
        NOTHING,
        HALF_A_HEAD,
        HEAD
    }

    private static final int HEADERS = 1;
    private static final int END_HEADERS = 4;
    private static final byte STATUS_200 = (byte) 0x88; // RFC 7541, appendix A: indexed field 8.

    private final ServerSocket server = Gateway.listenAsOther();
    private final AtomicInteger requests = new AtomicInteger();
    private final Reply reply;
    private final boolean http2;

    public BreakingUpstream(Reply reply, boolean http2) {
        this.reply = reply;
        this.http2 = http2;
        Thread.ofVirtual().name("breaking-upstream").start(this::accept);
    }

    public int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                byte[] answer = http2 ? afterHttp2(socket) : afterHttp1(socket);
                requests.incrementAndGet();
                socket.getOutputStream().write(answer);
            } catch (IOException closed) {
                // By the test that is over, or by the gateway: the next one comes, or none.
            }
        }
    }

    private byte[] afterHttp1(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        String length = head.toString()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("(?s).*content-length: (\\d+).*", "$1");
        in.skipNBytes(Long.parseLong(length));
        String answer =
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n";
        return answer.substring(
                        0,
                        switch (reply) {
                            case NOTHING -> 0;
                            case HALF_A_HEAD -> answer.length() / 2;
                            case HEAD -> answer.length();
                        })
                .getBytes(StandardCharsets.US_ASCII);
    }

    @SuppressWarnings("resource") // Its socket is the caller's.
    private byte[] afterHttp2(Socket socket) throws IOException {
        int stream = RawHttp2.accept(socket).read().stream();
        return switch (reply) {
            case NOTHING -> new byte[0];
            case HALF_A_HEAD -> frame(50, stream);
            case HEAD -> frame(1, stream);
        };
    }

    /** A frame of headers that announces so many bytes and has one of them. */
    private static byte[] frame(int length, int stream) {
        return new byte[] {
            0, 0, (byte) length, HEADERS, END_HEADERS, 0, 0, 0, (byte) stream, STATUS_200
        };
    }
}
