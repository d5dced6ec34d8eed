package dev.sluice.dialect;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** How a {@link Dialect} writes errors. */
public interface ErrorFormat {
    /** The error as a JSON document, for a client that has no status yet. */
    Buffer document(ClientError error);

    /** An error document as one server-sent event, for a client that has its status already. */
    Buffer event(Buffer document);

    /** Whether an upstream's body is an error document that the client can read. */
    boolean isDocument(Buffer body);

    /**
     * The status of an error that came with status 200.
     *
     * @param otherwise the status if the document has none
     */
    int statusOf(Buffer document, int otherwise);

    /** The whole response for an error. */
    default ErrorResponse response(ClientError error, MultiMap headers) {
        return new ErrorResponse(error.status(), headers, document(error));
    }
}
