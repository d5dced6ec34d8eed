package dev.sluice.dialect;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** How a {@link Dialect} writes errors. */
public interface ErrorFormat {
    /** The error as a JSON document, for a client that has no status yet. */
    Buffer document(ClientError error);

    /** Such a document as one server-sent event, for a client that has its status already. */
    Buffer event(Buffer document);

    /** Whether an upstream's body is such a document, which its client can read. */
    boolean isDocument(Buffer body);

    /** The status that an error stands for which came with a 200. */
    int statusOf(Buffer document, int otherwise);

    /** The error's whole response. */
    default ErrorResponse response(ClientError error, MultiMap headers) {
        return new ErrorResponse(error.status(), headers, document(error));
    }
}
