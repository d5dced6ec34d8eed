package dev.sluice.dialect.openai;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** A chunk without text, which keeps a client waiting that knows no comments. */
final class EmptyChunk {
    /** What it has in common with the others of its answer. */
    private static final List<String> COMMON =
            List.of("id", "object", "created", "model", "service_tier", "system_fingerprint");

    private EmptyChunk() {}

    /**
     * One with the identity of that chunk; never without a choice, which clients would trip over.
     * Null when the sample can't be read.
     */
    static @Nullable Buffer like(Buffer sample) {
        JsonObject like;
        try {
            like = new JsonObject(sample);
        } catch (DecodeException e) {
            return null; // The skim reads structure only, and lets pass what a strict parser does
            // not.
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
