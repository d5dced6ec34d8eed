package dev.sluice.dialect.openai;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Answers that need no upstream. */
public final class Replies {
    private Replies() {}

    public static void error(RoutingContext context, ErrorEnvelope error) {
        context.response()
                .setStatusCode(error.status())
                .putHeader("content-type", "application/json")
                .end(error.json());
    }

    public static void methodNotAllowed(RoutingContext context, String allowed) {
        context.response().putHeader("allow", allowed);
        String method = context.request().method().name();
        error(
                context,
                ErrorEnvelope.invalid(
                        405,
                        "the method is " + method + " (expected: " + allowed + ")",
                        null,
                        "method_not_allowed"));
    }

    public static void notFound(RoutingContext context) {
        error(
                context,
                ErrorEnvelope.invalid(
                        404,
                        "there is nothing at " + context.request().method() + " "
                                + context.normalizedPath(),
                        null,
                        "not_found"));
    }

    public static void json(RoutingContext context, JsonObject document) {
        context.response().putHeader("content-type", "application/json").end(document.toBuffer());
    }
}
