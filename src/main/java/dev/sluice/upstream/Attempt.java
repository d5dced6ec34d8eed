package dev.sluice.upstream;

import io.vertx.core.Future;

/** One upstream call made for an inference. Lives on the event loop it was opened on. */
public interface Attempt {
    /**
     * Completes with the head of a successful (2xx) answer, or fails with an {@link
     * UpstreamException}. The answer's body is paused until a handler is set and it is resumed.
     */
    Future<TokenStream> answer();

    /**
     * Gives the attempt up, at whatever point it is: leaves the queue, closes the connection or
     * resets the HTTP/2 stream, in this turn of the event loop. Safe to call more than once and
     * after the end; nothing is reported afterwards.
     */
    void cancel();
}
