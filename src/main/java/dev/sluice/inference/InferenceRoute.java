package dev.sluice.inference;

import dev.sluice.common.Ids;
import dev.sluice.config.ConfigStore;
import dev.sluice.config.LimitsConfig;
import dev.sluice.routing.RoutePlan;
import dev.sluice.routing.Routing;
import dev.sluice.routing.RoutingTable;
import dev.sluice.telemetry.Meters;
import dev.sluice.upstream.Operation;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * Where clients ask for answers: reads the request, plans it, and starts its {@link Exchange}. Plain Vert.x, since in
 * Quarkus REST the 200 would be written before the upstream has answered (see {@code docs/adr/0001}).
 */
@ApplicationScoped
public class InferenceRoute {
    private static final Logger LOG = Logger.getLogger(InferenceRoute.class);

    private final Vertx vertx;
    private final Routing routing;
    private final Meters meters;
    private final InferenceDrain drain;
    private final Hops hops = Hops.ofNewInstance();
    private volatile Scanner scanner;

    InferenceRoute(Vertx vertx, ConfigStore config, Routing routing, Meters meters, InferenceDrain drain) {
        this.vertx = vertx;
        this.routing = routing;
        this.meters = meters;
        this.drain = drain;
        this.scanner = Scanner.of(config.current().limits());
        config.subscribe(changed -> scanner = Scanner.of(changed.limits()));
    }

    void register(@Observes Router router) {
        for (Operation operation : Operation.values()) {
            String path = "/v1" + operation.path();
            router.route(HttpMethod.POST, path).handler(context -> accept(context, operation));
            router.route(path).handler(context -> Replies.methodNotAllowed(context, "POST"));
        }
    }

    private void accept(RoutingContext context, Operation operation) {
        if (drain.isDraining()) {
            refuseWhileStopping(context);
            return;
        }
        MultiMap upHeaders;
        try {
            upHeaders = Headers.requestHeaders(context.request().headers());
            upHeaders.set(Hops.HEADER, hops.next(context.request().headers()));
        } catch (BadRequest e) {
            Replies.error(context, e.envelope());
            return;
        }
        String contentType = context.request().getHeader("content-type");
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            Replies.error(
                    context,
                    ErrorEnvelope.invalid(
                            415,
                            "the content type is '" + (contentType == null ? "" : contentType)
                                    + "' (expected: application/json)",
                            null,
                            "unsupported_media_type"));
            return;
        }
        Scanner now = scanner;
        HttpServerRequest request = context.request();
        BodyReader.read(
                request,
                now.maxBodyBytes,
                body -> planOrReport(context, operation, now, body, upHeaders),
                () -> Replies.error(
                        context,
                        ErrorEnvelope.invalid(
                                413,
                                "the body is larger than " + now.maxBodyBytes + " bytes (limits.body)",
                                null,
                                "request_too_large")));
    }

    /** The handler of a body's end is not the router's: what it throws would leave the client without an answer. */
    private void planOrReport(
            RoutingContext context, Operation operation, Scanner now, Buffer body, MultiMap upHeaders) {
        try {
            plan(context, operation, now, body, upHeaders);
        } catch (RuntimeException e) {
            LOG.errorf("a request could not be handled: %s", BugReport.of(e));
            if (!context.response().headWritten()) {
                Replies.error(
                        context, new ErrorEnvelope(500, "the gateway failed", "server_error", null, "internal_error"));
            }
        }
    }

    private void plan(RoutingContext context, Operation operation, Scanner now, Buffer body, MultiMap upHeaders) {
        InferenceRequest request;
        try {
            request = now.scanner.scan(operation, body.getBytes());
        } catch (BadRequest e) {
            Replies.error(context, e.envelope());
            return;
        }
        RoutingTable table = routing.table();
        RoutePlan plan = table.plan(request.requestedModel()).orElse(null);
        if (plan == null) {
            Replies.error(context, unknownModel(request.requestedModel(), table));
            return;
        }
        if (!plan.route().offers(operation)) {
            Replies.error(
                    context,
                    ErrorEnvelope.invalid(
                            "the model '" + request.requestedModel() + "' can't be asked at /v1" + operation.path(),
                            "model",
                            "unsupported_operation"));
            return;
        }
        begin(context, request, plan, upHeaders);
    }

    private static void refuseWhileStopping(RoutingContext context) {
        context.response().putHeader("retry-after", "1");
        Replies.error(context, new ErrorEnvelope(503, "the gateway is stopping", "server_error", null, "shutdown"));
    }

    private void begin(RoutingContext context, InferenceRequest request, RoutePlan plan, MultiMap upHeaders) {
        if (context.response().closed()) {
            return; // The client left while its body was read; a handler set now would not be told.
        }
        if (drain.isDraining()) {
            refuseWhileStopping(context);
            return;
        }
        if (context.request().version() == HttpVersion.HTTP_1_0) {
            // It has no chunks: the end of the connection is the end of the answer.
            context.response()
                    .endHandler(ignored -> context.request().connection().close());
        }
        ClientStream client = new ClientStream(vertx.getOrCreateContext(), context.response());
        client.headers().set("x-sluice-route", plan.route().name());
        Exchange exchange = new Exchange(vertx, request, plan, client, upHeaders, meters, drain);
        context.response().closeHandler(ignored -> exchange.onClientGone());
        context.response().exceptionHandler(ignored -> exchange.onClientGone());
        exchange.start();
    }

    static ErrorEnvelope unknownModel(String requested, RoutingTable table) {
        List<String> near = table.nearest(requested);
        String hint = near.isEmpty()
                ? "GET /v1/models lists what there is"
                : "did you mean '" + String.join("' or '", near) + "'?";
        return ErrorEnvelope.invalid(
                404, "the model '" + requested + "' does not exist; " + hint, "model", "model_not_found");
    }

    /** The request's id, made once and sent with every answer. */
    static void identify(RoutingContext context) {
        context.response().putHeader("x-request-id", Ids.next(Clock.systemUTC()).toString());
    }

    /** What the limits of one configuration mean for reading. */
    private record Scanner(long maxBodyBytes, RequestScanner scanner) {
        static Scanner of(LimitsConfig limits) {
            return new Scanner(limits.body().bytes(), new RequestScanner(limits.depth()));
        }
    }
}
