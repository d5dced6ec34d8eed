package dev.sluice.inference.door;

import dev.sluice.access.ApiKey;
import dev.sluice.access.RequestId;
import dev.sluice.dialect.BadRequest;
import dev.sluice.dialect.ClientError;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.inference.climb.ClimbTerms;
import dev.sluice.inference.climb.Exchange;
import dev.sluice.inference.climb.Ladder;
import dev.sluice.inference.notes.BugReport;
import dev.sluice.inference.relay.ClientStream;
import dev.sluice.inference.relay.ClientStream.KeptFor;
import dev.sluice.inference.relay.Headers;
import dev.sluice.inference.shadow.ShadowCopy;
import dev.sluice.inference.shadow.Shadows;
import dev.sluice.record.Served;
import dev.sluice.routing.Route;
import dev.sluice.routing.RouteExperiments;
import dev.sluice.routing.RoutePlan;
import dev.sluice.routing.RoutePlans;
import dev.sluice.routing.Routing;
import dev.sluice.routing.RoutingTable;
import dev.sluice.routing.Shadowing;
import dev.sluice.vocabulary.Operation;
import dev.sluice.vocabulary.Outcome;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Takes one request from its head to its {@link Exchange}, and refuses an unfit one as early as
 * possible.
 *
 * <p>Runs on the client connection's event loop.
 */
final class Arrival {
    private static final Logger LOG = Logger.getLogger(InferenceRoute.class);

    private final Vertx vertx;
    private final Routing routing;
    private final Ladder ladder;
    private final InferenceDrain drain;
    private final RequestLimits limits;
    private final Shadows shadows;
    private final RoutingContext context;
    private final Operation operation;
    private final @Nullable ApiKey key;
    private final Ticket ticket;

    Arrival(
            Vertx vertx,
            Routing routing,
            Ladder ladder,
            InferenceDrain drain,
            RequestLimits limits,
            Shadows shadows,
            RoutingContext context,
            Operation operation,
            @Nullable ApiKey key,
            Ticket ticket) {
        this.vertx = vertx;
        this.routing = routing;
        this.ladder = ladder;
        this.drain = drain;
        this.limits = limits;
        this.shadows = shadows;
        this.context = context;
        this.operation = operation;
        this.key = key;
        this.ticket = ticket;
    }

    void accept(Hops hops) {
        if (drain.isDraining()) {
            ticket.refuseStopping();
            return;
        }
        MultiMap upHeaders;
        BodyCoding coding;
        try {
            upHeaders = Headers.requestHeaders(context.request().headers());
            upHeaders.set(Hops.HEADER, hops.next(context.request().headers()));
            BodyType.check(context.request().headers());
        } catch (BadRequest e) {
            ticket.refuseUnread(Outcome.REJECTED, e.error());
            return;
        }
        try {
            coding = BodyCoding.of(context.request().headers());
        } catch (BadRequest e) {
            context.response().putHeader("accept-encoding", BodyCoding.TAKEN);
            ticket.refuseUnread(Outcome.REJECTED, e.error());
            return;
        }
        // The body is read only after admission, so the queue holds no bodies.
        ticket.enter(key, () -> read(coding, upHeaders));
    }

    private void read(BodyCoding coding, MultiMap upHeaders) {
        BodyReader.read(
                context.request(),
                coding.mostBytes(limits.maxBodyBytes()),
                body -> planOrReport(body, coding, upHeaders),
                () -> ticket.refuse(Outcome.REJECTED, coding.tooLarge(limits.maxBodyBytes())));
    }

    /**
     * The router does not catch what a body's end handler throws, and the client would get no
     * answer.
     */
    private void planOrReport(Buffer body, BodyCoding coding, MultiMap upHeaders) {
        try {
            plan(body, coding, upHeaders);
        } catch (RuntimeException e) {
            LOG.errorf("a request failed because of a bug: %s", BugReport.of(e));
            ticket.refuse(Outcome.GATEWAY_FAILED, ClientError.FAILED);
        }
    }

    private void plan(Buffer body, BodyCoding coding, MultiMap upHeaders) {
        InferenceRequest request;
        try {
            byte[] decoded = coding.decode(body.getBytes(), limits.maxBodyBytes());
            request = limits.reader().read(operation, decoded);
        } catch (BadRequest e) {
            ticket.refuse(Outcome.REJECTED, e.error());
            return;
        }
        RoutingTable table = routing.table();
        RoutePlans plans = table.plans(request.requestedModel());
        if (plans == null) {
            ticket.refuse(Outcome.REJECTED, unknownModel(request.requestedModel(), table));
            return;
        }
        Route route = plans.plain().route();
        if (!route.offers(operation)) {
            ticket.refuse(
                    Outcome.REJECTED,
                    ClientError.invalid(
                            "the model '" + request.requestedModel() + "' can't be used at "
                                    + context.normalizedPath(),
                            "model",
                            "unsupported_operation"));
            return;
        }
        choose(request, plans, upHeaders);
    }

    /** Picks the plan of the variant that the request's unit is assigned to, or the plain one. */
    private void choose(InferenceRequest request, RoutePlans plans, MultiMap upHeaders) {
        Route route = plans.plain().route();
        String unit;
        try {
            unit = Units.of(route.unit(), request, context.request().headers(), key);
        } catch (BadRequest e) {
            ticket.refuse(Outcome.REJECTED, e.error());
            return;
        }
        RouteExperiments experiments = plans.experiments();
        RoutePlan plan = plans.plain();
        if (experiments != null) {
            plan = experiments.choose(
                    operation, unit, key == null ? null : key.name(), ThreadLocalRandom.current());
            if (plan == null) {
                ticket.refuse(Outcome.REJECTED, Units.required(route, experiments.refusing()));
                return;
            }
        }
        if (ticket.enter(route)) {
            begin(
                    request,
                    plan,
                    plan.keyIsUnit() && key != null ? key.name() : unit,
                    plans.shadowing(),
                    upHeaders);
        }
    }

    private void begin(
            InferenceRequest request,
            RoutePlan plan,
            @Nullable String unit,
            @Nullable Shadowing shadowing,
            MultiMap upHeaders) {
        if (context.response().closed()) {
            // The client left while its body was read; a close handler set now would not be called.
            ticket.end(Outcome.CLIENT_CANCELLED);
            return;
        }
        if (drain.isDraining()) {
            ticket.refuseStopping();
            return;
        }
        if (context.request().version() == HttpVersion.HTTP_1_0) {
            // HTTP/1.0 has no chunked encoding: the end of the connection is the end of the answer.
            context.response()
                    .endHandler(ignored -> context.request().connection().close());
        }
        Route route = plan.route();
        Served served = plan.served();
        ticket.log().begin(route.name(), request, unit, served);
        if (route.record().text()) {
            ticket.log().keepRefusals(request.dialect().errors());
        }
        ShadowCopy shadow =
                shadows.begin(shadowing, route, request, RequestId.of(context), upHeaders);
        ClientStream client = client(request, plan, shadow);
        ClimbTerms terms = new ClimbTerms(
                request,
                plan,
                upHeaders,
                ticket.log(),
                limits.maxFrameBytes(),
                "true".equalsIgnoreCase(context.request().getHeader("x-sluice-replace"))
                        ? ClimbTerms.Reader.TAKES_REPLACEMENTS
                        : ClimbTerms.Reader.PLAIN,
                shadow);
        Exchange exchange = new Exchange(vertx, ladder, terms, client, ticket, drain);
        context.response().closeHandler(ignored -> exchange.onClientGone());
        context.response().exceptionHandler(ignored -> exchange.onClientGone());
        exchange.start();
    }

    private ClientStream client(
            InferenceRequest request, RoutePlan plan, @Nullable ShadowCopy shadow) {
        Route route = plan.route();
        Served served = plan.served();
        ClientStream client = new ClientStream(
                vertx.getOrCreateContext(),
                context.response(),
                request.dialect().errors(),
                keptFor(route, shadow));
        client.headers().set("x-sluice-route", route.name());
        if (served != null) {
            client.headers()
                    .set("x-sluice-experiment", served.experiment())
                    .set("x-sluice-variant", served.variant());
        }
        return client;
    }

    private static Set<KeptFor> keptFor(Route route, @Nullable ShadowCopy shadow) {
        Set<KeptFor> keptFor = EnumSet.noneOf(KeptFor.class);
        if (route.record().text()) {
            keptFor.add(KeptFor.RECORD);
        }
        if (shadow != null) {
            keptFor.add(KeptFor.COMPARISON);
        }
        return keptFor;
    }

    static ClientError unknownModel(String requested, RoutingTable table) {
        List<String> near = table.nearest(requested);
        String hint = near.isEmpty()
                ? "GET /v1/models lists what there is"
                : "did you mean '" + String.join("' or '", near) + "'?";
        return ClientError.invalid(
                404,
                "the model '" + requested + "' does not exist; " + hint,
                "model",
                "model_not_found");
    }
}
