package dev.sluice.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream whose answers are bytes: a test plays each connection on its bare socket, on a thread
 * of its own. The socket is closed when the play is over.
 */
public final class WireUpstream implements AutoCloseable {
    /** What an upstream does with a connection. */
    @FunctionalInterface
    public interface Play {
        void on(Wire wire) throws IOException;
    }

    private final ServerSocket server;
    private final Play play;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** One on a socket that listens. */
    public WireUpstream(ServerSocket server, Play play) {
        this.server = server;
        this.play = play;
        Thread.ofVirtual().name("wire-upstream").start(this::accept);
    }

    /** One on a free port. */
    public static WireUpstream start(Play play) throws IOException {
        return new WireUpstream(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), play);
    }

    /** Its address as a setting of an upstream, with that version of HTTP. */
    public String settings(String http) {
        return "url: \"http://127.0.0.1:" + server.getLocalPort() + "/v1\", http: \"" + http + "\"";
    }

    public int connections() {
        return connections.get();
    }

    /** How many heads of requests were read. */
    public int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
            for (Socket socket : open) {
                socket.close(); // Or the next test's request would come to this one's play.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> play(socket));
            }
        } catch (IOException over) {
            // The test has closed it.
        }
    }

    private void play(Socket socket) {
        try (socket) {
            play.on(new Wire(socket));
        } catch (IOException | UncheckedIOException gone) {
            // The gateway was first.
        } finally {
            open.remove(socket);
        }
    }

    /** One connection. */
    public final class Wire {
        private final Socket socket;
        private final InputStream in;

        private Wire(Socket socket) throws IOException {
            this.socket = socket;
            in = new BufferedInputStream(socket.getInputStream());
        }

        /** The bare socket, for HTTP/2. */
        public Socket socket() {
            return socket;
        }

        /** Reads the head of a request, in lower case, and leaves its body. */
        public String readHead() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("the gateway has gone");
                }
                head.append((char) next);
            }
            requests.incrementAndGet();
            return head.toString().toLowerCase(Locale.ROOT);
        }

        /** Reads a request, and returns its head. */
        public String readRequest() throws IOException {
            String head = readHead();
            in.skipNBytes(
                    Long.parseLong(head.replaceFirst("(?s).*content-length: (\\d+).*", "$1")));
            return head;
        }

        /** Writes text as it is. */
        public Wire write(String text) throws IOException {
            return write(text.getBytes(StandardCharsets.UTF_8));
        }

        public Wire write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            return this;
        }

        /** Writes one chunk of a chunked body; an empty one is the last. */
        public Wire chunk(byte[] bytes) throws IOException {
            return write(Integer.toHexString(bytes.length) + "\r\n")
                    .write(bytes)
                    .write("\r\n");
        }

        /** Writes one chunk of a chunked body; an empty one is the last. */
        public Wire chunk(String text) throws IOException {
            return chunk(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Reads until the gateway has closed the connection, and returns how many bytes. */
        public long awaitEnd() throws IOException {
            return in.transferTo(OutputStream.nullOutputStream());
        }

        /** Reads nothing and closes nothing until the test is over. */
        public void hold() {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
