package dev.sluice.simulator;

import io.vertx.core.json.JsonObject;

/** The fields that all chunks of one answer share. */
public record AnswerHead(String id, long created, ModelRequest request) {
    /** The common fields, for a chunk or for the whole document. */
    JsonObject object(boolean streamed) {
        return new JsonObject()
                .put("id", id)
                .put("object", request.endpoint().object(streamed))
                .put("created", created)
                .put("model", request.model());
    }
}
