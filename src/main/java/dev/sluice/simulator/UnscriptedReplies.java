package dev.sluice.simulator;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** Header values, and the short replies that are not scripted. */
public final class UnscriptedReplies {
    static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    static final CharSequence EVENT_STREAM = HttpHeaders.createOptimized("text/event-stream");
    static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");

    private UnscriptedReplies() {}

    public static void json(HttpServerResponse response, int status, JsonObject body) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .end(body.toBuffer());
    }

    public static void refuse(HttpServerResponse response, int status, String message) {
        json(response, status, Documents.envelope(status, message));
    }
}
