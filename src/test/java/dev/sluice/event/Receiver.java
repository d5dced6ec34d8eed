package dev.sluice.event;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A webhook that notes what it is told and answers as its script says; with 204 when that is at its
 * end.
 */
final class Receiver implements AutoCloseable {
    /** What it was told once. */
    record Post(String path, MultiMap headers, String body) {
        String id() {
            return headers.get("webhook-id");
        }

        JsonObject data() {
            return new JsonObject(body).getJsonObject("data");
        }
    }

    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final Queue<Consumer<HttpServerRequest>> script = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    Receiver(Vertx vertx) throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    posts.add(new Post(request.uri(), request.headers(), body.toString()));
                    Consumer<HttpServerRequest> answer = script.poll();
                    if (answer == null) {
                        request.response().setStatusCode(204).end();
                    } else {
                        answer.accept(request);
                    }
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + path);
    }

    /** The next answer. */
    Receiver then(Consumer<HttpServerRequest> answer) {
        script.add(answer);
        return this;
    }

    Receiver thenStatus(int status) {
        return then(request -> request.response().setStatusCode(status).end());
    }

    List<Post> posts() {
        return posts;
    }

    @Override
    public void close() {
        server.close();
    }
}
