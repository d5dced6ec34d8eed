package dev.sluice.inference.door;

import dev.sluice.access.RequestId;
import dev.sluice.dialect.ClientError;
import dev.sluice.dialect.ErrorFormat;
import dev.sluice.inference.notes.BugReport;

import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

/**
 * Answers failures outside of an exchange (a malformed request, a bug in a handler) in the error
 * envelope, like all other errors. What went wrong inside is only in the log.
 */
@ApplicationScoped
class ErrorFilter {
    private static final Logger LOG = Logger.getLogger(ErrorFilter.class);
    private static final int BEFORE_EVERYTHING = -1000;

    void register(@Observes Router router) {
        router.route()
                .order(BEFORE_EVERYTHING)
                .failureHandler(context -> reply(context, context.statusCode()));
    }

    private static void reply(RoutingContext context, int status) {
        if (context.response().headWritten() || context.response().closed()) {
            context.response().reset();
            return;
        }
        RequestId.give(context);
        ErrorFormat errors = Dialects.errorsAt(context.request().path());
        if (status >= 500 || status < 400) {
            String id = context.response().headers().get("x-request-id");
            LOG.errorf(
                    "request %s failed because of a bug: %s", id, BugReport.of(context.failure()));
            Replies.error(context, errors, ClientError.FAILED);
            return;
        }
        if (context.request().version() != HttpVersion.HTTP_2) {
            // What follows on this connection may be misread too, so it is closed.
            context.response()
                    .putHeader("connection", "close")
                    .endHandler(ignored -> context.request().connection().close());
        }
        Replies.error(
                context,
                errors,
                ClientError.invalid(status, message(status), null, "malformed_request"));
    }

    private static String message(int status) {
        return status == 400
                ? "the request is malformed (expected: one Host header, and a path that begins "
                        + "with /)"
                : "the request can't be served";
    }
}
