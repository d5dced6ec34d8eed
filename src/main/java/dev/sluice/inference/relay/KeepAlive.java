package dev.sluice.inference.relay;

import dev.sluice.config.route.KeepAliveConfig.Mode;
import dev.sluice.dialect.AnswerFormat;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

/**
 * What a streaming client is sent while its answer has nothing to say (see {@code docs/adr/0008}).
 */
public final class KeepAlive {
    private static final Buffer COMMENT = Buffer.buffer(": keep-alive\n\n");

    /** An event of nothing: parsers skip the blank lines between events however many there are. */
    private static final Buffer BLANK_LINES = Buffer.buffer("\n\n");

    private KeepAlive() {}

    /**
     * What to send now.
     *
     * @param mode not {@code OFF}
     * @param answers how the client's protocol writes answers
     * @param relay the answer that is under way, if there is one
     */
    public static Buffer filler(Mode mode, AnswerFormat answers, @Nullable Relay relay) {
        if (mode != Mode.EMPTY_CHUNK) {
            return COMMENT;
        }
        // All chunks of an answer have one id, and before its first nobody knows which (invariant
        // 5).
        Buffer chunk =
                answers.emptyEvent(relay instanceof StreamRelay events ? events.sample() : null);
        return chunk == null ? BLANK_LINES : chunk;
    }
}
