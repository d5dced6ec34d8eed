package dev.sluice.upstream;

import io.vertx.core.Future;

/** One upstream call made for an inference. Runs on the event loop it was opened on. */
public interface Attempt {
    /**
     * Completes with the head of a successful (2xx) answer, or fails with an {@link
     * UpstreamException}. The body is paused until it has a handler and is resumed.
     */
    Future<TokenStream> answer();

    /**
     * Gives the attempt up, whatever its stage: leaves the queue, closes the connection or resets
     * the HTTP/2 stream, in this turn of the event loop. Nothing is reported afterwards. Safe to
     * call more than once, and after the end.
     */
    void cancel();
}
