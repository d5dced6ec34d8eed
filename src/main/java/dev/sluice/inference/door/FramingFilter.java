package dev.sluice.inference.door;

import dev.sluice.access.RequestId;
import dev.sluice.dialect.ClientError;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Prevents request smuggling: no request may follow one whose length two servers could read
 * differently (RFC 9112, 6.1 and 11.2). The HTTP decoder tolerates some errors in chunked bodies: a
 * content length beside them, sizes that overflow, stray line ends. So a chunked request is the
 * last one of its HTTP/1.1 connection, and bytes after it are ignored. Transfer codings other than
 * plain {@code chunked} are refused, and so is a second Host header (3.2).
 */
@ApplicationScoped
class FramingFilter {
    private static final int FIRST_OF_ALL = 2000;

    /** Connections that have brought a chunked request, until they are closed. */
    private final Set<HttpConnection> spent = ConcurrentHashMap.newKeySet();

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST_OF_ALL);
    }

    private void check(RoutingContext context) {
        if (context.request().version() == HttpVersion.HTTP_2) {
            context.next();
            return;
        }
        HttpConnection connection = context.request().connection();
        if (!spent.isEmpty() && spent.contains(connection)) {
            connection.close();
            return;
        }
        if (context.request().headers().getAll(HttpHeaders.HOST).size() > 1) {
            refuse(context, "the request has more than one Host header (expected: one)");
            return;
        }
        if (!context.request().headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            context.next();
            return;
        }
        List<String> codings = context.request().headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        spent.add(connection);
        connection.closeHandler(ignored -> spent.remove(connection));
        if (codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked")) {
            closeAfter(context);
            context.next();
        } else {
            refuse(
                    context,
                    "the transfer-encoding is '" + String.join(", ", codings)
                            + "' (expected: chunked)");
        }
    }

    private static void refuse(RoutingContext context, String message) {
        RequestId.give(context);
        closeAfter(context);
        Replies.error(
                context,
                Dialects.errorsAt(context.request().path()),
                ClientError.invalid(message, null, "malformed_request"));
    }

    /** Closes the connection after this request. */
    private static void closeAfter(RoutingContext context) {
        context.response().putHeader("connection", "close");
        context.addEndHandler(ignored -> BodyReader.closeWhenRead(context.request()));
    }
}
