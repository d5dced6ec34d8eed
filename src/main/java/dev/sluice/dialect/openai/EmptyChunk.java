package dev.sluice.dialect.openai;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** A chunk without text, to keep a client waiting that does not understand comments. */
final class EmptyChunk {
    /** The fields that all chunks of an answer share. */
    private static final List<String> COMMON =
            List.of("id", "object", "created", "model", "service_tier", "system_fingerprint");

    private EmptyChunk() {}

    /**
     * An empty chunk with the identity of the sample; null if the sample can't be read. It has a
     * choice, because clients fail on a chunk without one.
     */
    static @Nullable Buffer like(Buffer sample) {
        JsonObject like;
        try {
            like = new JsonObject(sample);
        } catch (DecodeException e) {
            return null; // The skim accepts some JSON that a strict parser refuses.
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
