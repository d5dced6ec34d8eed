package dev.sluice.inference.relay;

import dev.sluice.config.route.KeepAliveConfig.Mode;
import dev.sluice.dialect.AnswerFormat;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

/**
 * What a streaming client is sent while there is nothing of its answer to send (see {@code
 * docs/adr/0008}).
 */
public final class KeepAlive {
    private static final Buffer COMMENT = Buffer.buffer(": keep-alive\n\n");

    /** Parsers skip blank lines between events, however many there are. */
    private static final Buffer BLANK_LINES = Buffer.buffer("\n\n");

    private KeepAlive() {}

    /**
     * What to send now.
     *
     * @param mode not {@code OFF}
     * @param answers how the client's protocol writes answers
     * @param relay the answer that is being sent; null if there is none
     */
    public static Buffer filler(Mode mode, AnswerFormat answers, @Nullable Relay relay) {
        if (mode != Mode.EMPTY_CHUNK) {
            return COMMENT;
        }
        // An empty chunk needs the id of its answer, which is known from the first chunk on
        // (invariant 5).
        Buffer chunk =
                answers.emptyEvent(relay instanceof StreamRelay events ? events.sample() : null);
        return chunk == null ? BLANK_LINES : chunk;
    }
}
