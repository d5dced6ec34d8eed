package dev.sluice.inference.door;

import dev.sluice.access.ApiKey;
import dev.sluice.access.Caller;
import dev.sluice.access.RequestId;
import dev.sluice.config.ConfigStore;
import dev.sluice.dialect.Dialect;
import dev.sluice.inference.climb.Exchange;
import dev.sluice.inference.climb.Ladder;
import dev.sluice.inference.notes.InferenceLog;
import dev.sluice.inference.notes.Reporter;
import dev.sluice.inference.shadow.Shadows;
import dev.sluice.routing.Routing;
import dev.sluice.telemetry.Meters;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The routes that clients send inferences to: each request becomes an {@link Arrival}, and that an
 * {@link Exchange}. Plain Vert.x, because Quarkus REST would send the status 200 before the
 * upstream has answered (see {@code docs/adr/0001}).
 */
@ApplicationScoped
class InferenceRoute {
    private final Vertx vertx;
    private final ConfigStore config;
    private final Routing routing;
    private final Ladder ladder;
    private final Meters meters;
    private final InferenceDrain drain;
    private final Admission admission;
    private final Reporter reporter;
    private final Shadows shadows;
    private final Hops hops = Hops.ofNewInstance();

    InferenceRoute(
            Vertx vertx,
            ConfigStore config,
            Routing routing,
            Ladder ladder,
            Meters meters,
            InferenceDrain drain,
            Admission admission,
            Reporter reporter,
            Shadows shadows) {
        this.vertx = vertx;
        this.config = config;
        this.routing = routing;
        this.ladder = ladder;
        this.meters = meters;
        this.drain = drain;
        this.admission = admission;
        this.reporter = reporter;
        this.shadows = shadows;
    }

    void register(@Observes Router router) {
        Dialects.ALL.forEach(dialect -> register(router, dialect));
    }

    private void register(Router router, Dialect dialect) {
        AtomicReference<RequestLimits> limits =
                new AtomicReference<>(RequestLimits.of(config.current().limits(), dialect));
        config.subscribe(changed -> limits.set(RequestLimits.of(changed.limits(), dialect)));
        dialect.paths().forEach((path, operation) -> {
            router.route(HttpMethod.POST, path)
                    .handler(context -> accept(context, dialect, operation, limits.get()));
            router.route(path)
                    .handler(
                            context -> Replies.methodNotAllowed(context, dialect.errors(), "POST"));
        });
    }

    private void accept(
            RoutingContext context, Dialect dialect, Operation operation, RequestLimits limits) {
        ApiKey key = Caller.apiKey(context);
        InferenceLog log = new InferenceLog(
                RequestId.of(context),
                operation.label(),
                key == null ? null : key.name(),
                System::nanoTime);
        Ticket ticket =
                new Ticket(context, vertx, admission, meters, reporter, log, dialect.errors());
        new Arrival(vertx, routing, ladder, drain, limits, shadows, context, operation, key, ticket)
                .accept(hops);
    }
}
