package dev.sluice.simulator;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import java.util.Locale;

/** A request as the simulator received it; the path with its query. */
public record RecordedRequest(String method, String path, MultiMap headers, Buffer body) {
    /** The body as a JSON object. */
    public JsonObject json() {
        return body.toJsonObject();
    }

    JsonObject describe() {
        JsonObject fields = new JsonObject();
        headers.forEach(
                header -> fields.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return new JsonObject()
                .put("method", method)
                .put("path", path)
                .put("headers", fields)
                .put("body", body.toString());
    }
}
