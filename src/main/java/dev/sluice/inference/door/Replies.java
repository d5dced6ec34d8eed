package dev.sluice.inference.door;

import dev.sluice.dialect.ClientError;
import dev.sluice.dialect.ErrorFormat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Answers that need no upstream. */
final class Replies {
    private static final String JSON = "application/json";

    private Replies() {}

    static void error(RoutingContext context, ErrorFormat errors, ClientError error) {
        refusal(context, error.status(), JSON, errors.document(error));
    }

    /** Refuses in a format of its own. */
    static void refusal(RoutingContext context, int status, String type, Buffer document) {
        BodyReader.endAfterRefusal(context);
        context.response().setStatusCode(status);
        end(context, type, document);
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
        HttpMethod method = context.request().method();
        error(
                context,
                errors,
                ClientError.invalid(
                        404,
                        // The answer to HEAD is the one to GET, without its body.
                        "there is nothing at "
                                + (method == HttpMethod.HEAD ? HttpMethod.GET : method) + " "
                                + context.normalizedPath() + "; " + hint,
                        null,
                        "not_found"));
    }

    static void json(RoutingContext context, JsonObject document) {
        end(context, JSON, document.toBuffer());
    }

    /** Says the length itself, since Vert.x does not for an answer to HEAD. */
    private static void end(RoutingContext context, String type, Buffer document) {
        context.response()
                .putHeader("content-type", type)
                .putHeader("content-length", String.valueOf(document.length()));
        if (context.request().method() == HttpMethod.HEAD) {
            context.response().end(); // Over HTTP/2 Vert.x would send the body.
        } else {
            context.response().end(document);
        }
    }
}
