package dev.sluice.inference.climb;

import dev.sluice.config.upstream.UpstreamConfig.Continuation;
import dev.sluice.dialect.openai.InferenceRequest;
import dev.sluice.routing.Rung;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * How a rung is asked to carry on an answer that another one began: as a message of the assistant
 * that is not over.
 */
final class Continuations {
    private Continuations() {}

    static boolean can(Rung rung) {
        return rung.continuation() != Continuation.NONE;
    }

    /** The client's body with the answer so far behind its messages. */
    static Buffer body(InferenceRequest request, Rung rung, String soFar) {
        JsonObject body = new JsonObject(Buffer.buffer(request.body()));
        JsonArray messages = body.getJsonArray("messages").copy();
        messages.add(new JsonObject().put("role", "assistant").put("content", soFar));
        body.put("model", rung.model().sentName()).put("messages", messages);
        JsonObject options = body.getValue("stream_options") instanceof JsonObject given
                ? given
                : new JsonObject();
        body.put("stream_options", options.put("include_usage", true));
        if (rung.continuation() == Continuation.FINAL_MESSAGE) {
            body.put("add_generation_prompt", false).put("continue_final_message", true);
        }
        return body.toBuffer();
    }
}
