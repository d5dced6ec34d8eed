package dev.sluice.inference.door;

import dev.sluice.access.ApiKey;
import dev.sluice.access.Caller;
import dev.sluice.access.RequestId;
import dev.sluice.config.ConfigStore;
import dev.sluice.config.server.LimitsConfig;
import dev.sluice.config.server.ShutdownConfig;
import dev.sluice.inference.climb.Ladder;
import dev.sluice.inference.notes.Reporter;
import dev.sluice.inference.shadow.Shadows;
import dev.sluice.routing.Routing;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RunningSimulator;
import dev.sluice.vocabulary.Role;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/**
 * A second door to the gateway under test, with limits and a drain of its own, so that a test can
 * fill it up and shut it without harm to the others. Serves on two event loops. The header {@code
 * x-key: NAME/N} stands for a key that may have N requests open.
 */
public final class SideDoor implements AutoCloseable {
    public final Admission admission;
    public final InferenceDrain drain;
    public final int port = freePort();
    private final Vertx vertx;
    private final List<HttpServer> servers;

    public SideDoor(
            Vertx vertx,
            ConfigStore config,
            Routing routing,
            Ladder ladder,
            Meters meters,
            Reporter reporter,
            LimitsConfig limits,
            ShutdownConfig shutdown) {
        this.vertx = vertx;
        this.admission = new Admission(limits);
        this.drain = new InferenceDrain(() -> shutdown, admission);
        InferenceRoute route = new InferenceRoute(
                vertx,
                config,
                routing,
                ladder,
                meters,
                drain,
                admission,
                reporter,
                new Shadows(vertx, it -> {}, (model, tokens, at) -> null, it -> 0));
        this.servers =
                List.of(RunningSimulator.await(open(route)), RunningSimulator.await(open(route)));
    }

    public RawClient ask(JsonObject body, String... headers) {
        return RawClient.connect(port).post("/v1/chat/completions", body.encode(), headers);
    }

    public RawClient stream(String model, String... headers) {
        return ask(Gateway.chat(model).put("stream", true), headers);
    }

    @Override
    public void close() {
        servers.forEach(server -> RunningSimulator.await(server.close()));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Not in a verticle: the upstreams' clients made on its event loop would be closed with it,
     * under everyone else.
     */
    private Future<HttpServer> open(InferenceRoute route) {
        Promise<HttpServer> opened = Promise.promise();
        ((VertxInternal) vertx)
                .createEventLoopContext()
                .runOnContext(ignored -> vertx.createHttpServer()
                        .requestHandler(router(route))
                        .listen(port, "127.0.0.1")
                        .onComplete(opened));
        return opened.future();
    }

    private Router router(InferenceRoute route) {
        Router router = Router.router(vertx);
        router.route().handler(context -> {
            context.request().pause(); // As it comes to a route of Quarkus.
            RequestId.give(context);
            String key = context.request().getHeader("x-key");
            if (key != null) {
                String[] parts = key.split("/", 2);
                Caller.identify(
                        context, new ApiKey(parts[0], Integer.valueOf(parts[1]), Role.CLIENT));
            }
            context.next();
        });
        route.register(router);
        return router;
    }
}
