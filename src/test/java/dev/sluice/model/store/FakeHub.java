package dev.sluice.model.store;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.apache.commons.codec.digest.DigestUtils;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A hub on the loopback interface with one file. Its answers are scripted before it is asked. */
final class FakeHub implements AutoCloseable {
    /** One answer. */
    @FunctionalInterface
    interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<Answer> script = new ArrayDeque<>();
    private final List<HttpExchange> requests = new CopyOnWriteArrayList<>();

    FakeHub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.add(exchange);
            Answer answer = script.size() > 1 ? script.removeFirst() : script.getFirst();
            try (exchange) {
                answer.give(exchange);
            }
        });
        server.start();
    }

    /** The answers in order; the last one is given to every further request too. */
    FakeHub answers(Answer... answers) {
        script.addAll(Arrays.asList(answers));
        return this;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<String> paths() {
        return requests.stream()
                .map(request -> request.getRequestURI().getRawPath())
                .toList();
    }

    Headers headers(int request) {
        return requests.get(request).getRequestHeaders();
    }

    int requestCount() {
        return requests.size();
    }

    /** Serves the file, ranges included, as a server does that can. */
    static Answer file(byte[] content) {
        return file(content, content.length);
    }

    /** Serves the file but ends the connection after so many bytes of the body. */
    static Answer file(byte[] content, int cutAfter) {
        return exchange -> {
            String tag = "\"" + DigestUtils.sha256Hex(content).substring(0, 16) + "\"";
            int start = 0;
            String range = exchange.getRequestHeaders().getFirst("Range");
            if (range != null && tag.equals(exchange.getRequestHeaders().getFirst("If-Range"))) {
                start = Integer.parseInt(range.replaceAll("\\D", ""));
            }
            exchange.getResponseHeaders().set("ETag", tag);
            if (start >= content.length) {
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            if (start > 0) {
                exchange.getResponseHeaders()
                        .set(
                                "Content-Range",
                                "bytes %d-%d/%d"
                                        .formatted(start, content.length - 1, content.length));
            }
            send(
                    exchange,
                    start > 0 ? 206 : 200,
                    Arrays.copyOfRange(content, start, content.length),
                    cutAfter);
        };
    }

    /** Serves the whole file whatever range was asked for. */
    static Answer wholeFile(byte[] content) {
        return exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"whole\"");
            send(exchange, 200, content, content.length);
        };
    }

    /** The hub's way to a large file: elsewhere, with its digest announced here. */
    static Answer redirect(URI to, String sha256, long size) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", to.toString());
            exchange.getResponseHeaders().set("X-Linked-ETag", "\"" + sha256 + "\"");
            exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(size));
            exchange.sendResponseHeaders(302, -1);
        };
    }

    static Answer status(int status, String message) {
        return exchange -> {
            exchange.getResponseHeaders().set("X-Error-Message", message);
            exchange.sendResponseHeaders(status, -1);
        };
    }

    private static void send(HttpExchange exchange, int status, byte[] body, int cutAfter)
            throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body, 0, Math.min(cutAfter, body.length));
        exchange.getResponseBody().flush();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
