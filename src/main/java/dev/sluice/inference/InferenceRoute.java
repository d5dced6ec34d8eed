package dev.sluice.inference;

import dev.sluice.config.ConfigStore;
import dev.sluice.config.LimitsConfig;
import dev.sluice.routing.Route;
import dev.sluice.routing.RoutePlan;
import dev.sluice.routing.Routing;
import dev.sluice.routing.RoutingTable;
import dev.sluice.telemetry.Meters;
import dev.sluice.tenancy.ApiKey;
import dev.sluice.upstream.Operation;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
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
    private final Admission admission;
    private final Reporter reporter;
    private volatile Scanner scanner;

    InferenceRoute(
            Vertx vertx,
            ConfigStore config,
            Routing routing,
            Meters meters,
            InferenceDrain drain,
            Admission admission,
            Reporter reporter) {
        this.vertx = vertx;
        this.routing = routing;
        this.meters = meters;
        this.drain = drain;
        this.admission = admission;
        this.reporter = reporter;
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
        ApiKey key = AccessFilter.key(context);
        InferenceLog log = new InferenceLog(
                AccessFilter.id(context), operation.label(), key == null ? null : key.name(), System::nanoTime);
        Ticket ticket = new Ticket(context, vertx, admission, meters, reporter, log);
        if (drain.isDraining()) {
            ticket.refuseStopping();
            return;
        }
        String contentType = context.request().getHeader("content-type");
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            ticket.refuseUnread(
                    Outcome.REJECTED,
                    ErrorEnvelope.invalid(
                            415,
                            "the content type is '" + (contentType == null ? "" : contentType)
                                    + "' (expected: application/json)",
                            null,
                            "unsupported_media_type"));
            return;
        }
        // Whoever waits for a place has not been read: the queue holds no bodies.
        ticket.enter(key, () -> read(context, operation, ticket));
    }

    private void read(RoutingContext context, Operation operation, Ticket ticket) {
        Scanner now = scanner;
        BodyReader.read(
                context.request(),
                now.maxBodyBytes,
                body -> planOrReport(context, operation, now, ticket, body),
                () -> ticket.refuse(
                        Outcome.REJECTED,
                        ErrorEnvelope.invalid(
                                413,
                                "the body is larger than " + now.maxBodyBytes + " bytes (limits.body)",
                                null,
                                "request_too_large")));
    }

    /** The handler of a body's end is not the router's: what it throws would leave the client without an answer. */
    private void planOrReport(RoutingContext context, Operation operation, Scanner now, Ticket ticket, Buffer body) {
        try {
            plan(context, operation, now, ticket, body);
        } catch (RuntimeException e) {
            LOG.error("a request could not be handled", e);
            ticket.refuse(
                    Outcome.GATEWAY_FAILED,
                    new ErrorEnvelope(500, "the gateway failed", "server_error", null, "internal_error"));
        }
    }

    private void plan(RoutingContext context, Operation operation, Scanner now, Ticket ticket, Buffer body) {
        InferenceRequest request;
        try {
            request = now.scanner.scan(operation, body.getBytes());
        } catch (BadRequest e) {
            ticket.refuse(Outcome.REJECTED, e.envelope());
            return;
        }
        RoutingTable table = routing.table();
        RoutePlan plan = table.plan(request.requestedModel()).orElse(null);
        if (plan == null) {
            ticket.refuse(Outcome.REJECTED, unknownModel(request.requestedModel(), table));
            return;
        }
        if (!plan.route().offers(operation)) {
            ticket.refuse(
                    Outcome.REJECTED,
                    ErrorEnvelope.invalid(
                            "the model '" + request.requestedModel() + "' can't be asked at /v1" + operation.path(),
                            "model",
                            "unsupported_operation"));
            return;
        }
        if (ticket.enter(plan.route())) {
            begin(context, request, now, ticket, plan);
        }
    }

    private void begin(RoutingContext context, InferenceRequest request, Scanner now, Ticket ticket, RoutePlan plan) {
        if (context.response().closed()) {
            // The client left while its body was read; a handler set now would not be told.
            ticket.end(Outcome.CLIENT_CANCELLED);
            return;
        }
        if (drain.isDraining()) {
            ticket.refuseStopping();
            return;
        }
        if (context.request().version() == HttpVersion.HTTP_1_0) {
            // It has no chunks: the end of the connection is the end of the answer.
            context.response()
                    .endHandler(ignored -> context.request().connection().close());
        }
        Route route = plan.route();
        MultiMap sent = context.request().headers();
        ticket.log().begin(route.name(), request, Units.of(route.unit(), request, sent, AccessFilter.key(context)));
        ClientStream client = new ClientStream(
                vertx.getOrCreateContext(), context.response(), route.record().text());
        client.headers().set("x-sluice-route", route.name());
        Exchange exchange = new Exchange(
                vertx, request, plan, client, Headers.requestHeaders(sent), ticket, drain, now.maxFrameBytes);
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

    /** What the limits of one configuration mean for reading. */
    private record Scanner(long maxBodyBytes, int maxFrameBytes, RequestScanner scanner) {
        static Scanner of(LimitsConfig limits) {
            return new Scanner(limits.body().bytes(), (int) limits.frame().bytes(), new RequestScanner(limits.depth()));
        }
    }
}
