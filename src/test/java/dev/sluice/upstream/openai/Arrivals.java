package dev.sluice.upstream.openai;

import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamException;

import io.vertx.core.buffer.Buffer;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a test reads of an answer, in its order: pieces, then the end or a failure. */
final class Arrivals {
    /** Stands for the end of a whole body. */
    static final String END = "<the end>";

    private static final long PATIENCE_SECONDS = 30;

    private final TokenStream stream;
    private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

    Arrivals(TokenStream stream) {
        this.stream = stream;
    }

    /** Begins to read. */
    void begin() {
        stream.exceptionHandler(
                cause -> queue.add(((UpstreamException) cause).failure().message()));
        stream.endHandler(ignored -> queue.add(END));
        stream.handler((Buffer piece) -> queue.add(piece.toString()));
        stream.resume();
    }

    /** Waits for the next one. */
    String next() {
        try {
            String next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return next == null ? "<nothing>" : next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "<interrupted>";
        }
    }

    /** How many wait. */
    int waiting() {
        return queue.size();
    }
}
