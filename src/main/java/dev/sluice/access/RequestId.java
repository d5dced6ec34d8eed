package dev.sluice.access;

import dev.sluice.common.Ids;

import io.vertx.ext.web.RoutingContext;

import java.time.Clock;
import java.util.Objects;
import java.util.UUID;

/** The id of a request: made once, before anything is answered, and sent with every answer. */
public final class RequestId {
    private static final String HELD_AS = "sluice.id";

    private RequestId() {}

    /** Makes the request's id and adds it to the answer. */
    public static void give(RoutingContext context) {
        UUID id = Ids.next(Clock.systemUTC());
        context.put(HELD_AS, id);
        context.response().putHeader("x-request-id", id.toString());
    }

    /** The request's id. */
    public static UUID of(RoutingContext context) {
        return Objects.requireNonNull(context.<UUID>get(HELD_AS));
    }
}
