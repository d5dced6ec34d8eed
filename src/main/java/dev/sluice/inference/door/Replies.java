package dev.sluice.inference.door;

import dev.sluice.dialect.ClientError;
import dev.sluice.dialect.ErrorFormat;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Answers that need no upstream. */
final class Replies {
    private Replies() {}

    static void error(RoutingContext context, ErrorFormat errors, ClientError error) {
        BodyReader.endAfterRefusal(context);
        context.response()
                .setStatusCode(error.status())
                .putHeader("content-type", "application/json")
                .end(errors.document(error));
    }

    static void methodNotAllowed(RoutingContext context, ErrorFormat errors, String allowed) {
        context.response().putHeader("allow", allowed);
        String method = context.request().method().name();
        error(
                context,
                errors,
                ClientError.invalid(
                        405,
                        "the method is " + method + " (expected: " + allowed + ")",
                        null,
                        "method_not_allowed"));
    }

    static void notFound(RoutingContext context, ErrorFormat errors, String hint) {
        error(
                context,
                errors,
                ClientError.invalid(
                        404,
                        "there is nothing at " + context.request().method() + " "
                                + context.normalizedPath() + "; " + hint,
                        null,
                        "not_found"));
    }

    static void json(RoutingContext context, JsonObject document) {
        context.response().putHeader("content-type", "application/json").end(document.toBuffer());
    }
}
