package dev.sluice.inference.relay;

import dev.sluice.config.route.KeepAliveConfig.Mode;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a streaming client is sent while its answer has nothing to say (see {@code docs/adr/0008}).
 */
public final class KeepAlive {
    private static final Buffer COMMENT = Buffer.buffer(": keep-alive\n\n");

    /** An event of nothing: parsers skip the blank lines between events however many there are. */
    private static final Buffer BLANK_LINES = Buffer.buffer("\n\n");

    /** What the empty chunk has in common with the others of its answer. */
    private static final List<String> COMMON =
            List.of("id", "object", "created", "model", "service_tier", "system_fingerprint");

    private KeepAlive() {}

    /**
     * What to send now.
     *
     * @param mode not {@code OFF}
     * @param relay the answer that is under way, if there is one
     */
    public static Buffer filler(Mode mode, @Nullable Relay relay) {
        if (mode != Mode.EMPTY_CHUNK) {
            return COMMENT;
        }
        // All chunks of an answer have one id, and before its first nobody knows which (invariant
        // 5).
        Buffer chunk = relay instanceof StreamRelay events ? events.emptyChunk() : null;
        return chunk == null ? BLANK_LINES : chunk;
    }

    /**
     * A chunk without text, with the identity of this one; never without a choice, which clients
     * would trip over.
     */
    static Buffer emptyChunk(Buffer sample) {
        JsonObject like;
        try {
            like = new JsonObject(sample);
        } catch (DecodeException e) {
            return BLANK_LINES; // The skim reads structure only, and lets pass what a strict parser
            // does not.
        }
        JsonObject chunk = new JsonObject();
        for (String field : COMMON) {
            if (like.containsKey(field)) {
                chunk.put(field, like.getValue(field));
            }
        }
        JsonObject choice = new JsonObject().put("index", 0);
        if ("text_completion".equals(like.getValue("object"))) {
            choice.put("text", "").putNull("logprobs");
        } else {
            choice.put("delta", new JsonObject());
        }
        chunk.put("choices", new JsonArray().add(choice.putNull("finish_reason")));
        if (like.containsKey("usage")) {
            chunk.putNull("usage");
        }
        return Buffer.buffer("data: ").appendBuffer(chunk.toBuffer()).appendString("\n\n");
    }
}
