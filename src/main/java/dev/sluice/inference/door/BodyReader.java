package dev.sluice.inference.door;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * Reads a request's body into memory, up to a limit. A larger one is refused as soon as that is
 * known; the rest of it is read and discarded, because most clients read the answer only after they
 * have sent everything. Runs on the request's event loop.
 */
final class BodyReader {
    /** The most bytes that are discarded before the connection is closed. */
    private static final long PATIENCE_BYTES = 64L * 1024 * 1024;

    private final HttpServerRequest request;
    private final long maxBytes;
    private final Handler<Buffer> onBody;
    private final Runnable onTooLarge;
    private final Buffer body = Buffer.buffer();
    private long discarded;
    private boolean refused;

    private BodyReader(
            HttpServerRequest request, long maxBytes, Handler<Buffer> onBody, Runnable onTooLarge) {
        this.request = request;
        this.maxBytes = maxBytes;
        this.onBody = onBody;
        this.onTooLarge = onTooLarge;
    }

    /**
     * Reads the body and calls one of the two handlers, once; neither if the client leaves before.
     */
    static void read(
            HttpServerRequest request, long maxBytes, Handler<Buffer> onBody, Runnable onTooLarge) {
        new BodyReader(request, maxBytes, onBody, onTooLarge).start();
    }

    /**
     * Discards the body of a request that has been refused unread, so that the client can read the
     * answer.
     */
    static void discard(HttpServerRequest request) {
        if (!request.isEnded()) {
            BodyReader reader = new BodyReader(request, 0, body -> {}, () -> {});
            reader.refused = true;
            request.handler(reader::onPiece);
            request.resume();
        }
    }

    /**
     * Closes an HTTP/1.x connection once the client has sent everything: earlier, the client might
     * not get to read its answer.
     */
    static void closeWhenRead(HttpServerRequest request) {
        if (request.isEnded()) {
            request.connection().close();
        } else {
            request.endHandler(ignored -> request.connection().close());
        }
    }

    /**
     * Has an HTTP/1.x connection end with the refusal of a request whose client waits for leave to
     * send its body: nobody knows whether what comes next is this body or another request (RFC
     * 9110, 10.1.1).
     */
    static void endAfterRefusal(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean ends = context.response().headers().contains("connection");
        if (waits(request)
                && !ends
                && !request.isEnded()
                && request.version() != HttpVersion.HTTP_2) {
            context.response().putHeader("connection", "close");
            context.addEndHandler(ignored -> closeWhenRead(request));
        }
    }

    private static boolean waits(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader("expect"));
    }

    private void start() {
        request.handler(this::onPiece);
        request.endHandler(ignored -> {
            if (!refused) {
                onBody.handle(body);
            }
        });
        if (announcedBytes() > maxBytes) {
            refuse();
        } else if (waits(request)) {
            request.response().writeContinue();
        }
        request.resume();
    }

    private void onPiece(Buffer piece) {
        if (refused) {
            discarded += piece.length();
            if (discarded > PATIENCE_BYTES) {
                giveUp();
            }
        } else if (body.length() + piece.length() > maxBytes) {
            refuse();
        } else {
            body.appendBuffer(piece);
        }
    }

    /** Other requests share an HTTP/2 connection, so only this stream ends there. */
    private void giveUp() {
        request.handler(null);
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }

    private void refuse() {
        refused = true;
        onTooLarge.run();
    }

    private long announcedBytes() {
        String length = request.getHeader("content-length");
        if (length == null) {
            return 0;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // The HTTP decoder refuses such a length, and the body is counted anyway.
        }
    }
}
