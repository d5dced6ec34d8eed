package dev.sluice.dialect;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

/** How a {@link Dialect} writes errors. */
public interface ErrorFormat {
    /** The error as a JSON document, for a client that has no status yet. */
    Buffer document(ClientError error);

    /** An error document as one server-sent event, for a client that has its status already. */
    Buffer event(Buffer document);

    /**
     * An upstream's error as a document of this protocol: the body itself if it is one already,
     * else one with its words; null if there are no words in it.
     *
     * @param status the status that it came with, for its code if it has none
     */
    @Nullable
    Buffer passOn(Buffer body, int status);

    /** What an upstream's error says, in its own words; null if there are none in it. */
    @Nullable
    String words(Buffer body);

    /** Whether a document that came with status 200 is an error and no answer. */
    boolean isError(Buffer document);

    /**
     * The status of an error that came with status 200: the one it names, or the one for its kind.
     *
     * @param otherwise the status if it has neither
     */
    int statusOf(Buffer document, int otherwise);

    /** The whole response for an error. */
    default ErrorResponse response(ClientError error, MultiMap headers) {
        return new ErrorResponse(error.status(), headers, document(error));
    }
}
