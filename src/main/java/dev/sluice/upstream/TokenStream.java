package dev.sluice.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * The body of a successful answer as it arrives: server-sent events when they were asked for, one
 * JSON document otherwise. Starts paused. Its exception handler gets an {@link UpstreamException}
 * when the body ends early; the end handler is called only after a whole body.
 */
public interface TokenStream extends ReadStream<Buffer> {
    /** Headers of the answer, unfiltered. */
    MultiMap headers();

    /**
     * The text of an error that the upstream reports, without the credentials that were sent to it.
     */
    default Buffer withoutSecrets(Buffer words) {
        return words;
    }
}
