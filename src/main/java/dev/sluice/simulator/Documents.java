package dev.sluice.simulator;

import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/** Small JSON objects that are used in several places. */
public final class Documents {
    static final String BROKEN_JSON =
            "{\"id\":\"chatcmpl-sim-broken\",\"choices\":[{\"index\":0,\"del";

    private Documents() {}

    static JsonObject usage(int promptTokens, int completionTokens) {
        return new JsonObject()
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("total_tokens", promptTokens + completionTokens);
    }

    static JsonObject error(String message, String type, @Nullable String code) {
        return new JsonObject()
                .put("message", message)
                .put("type", type)
                .putNull("param")
                .put("code", code);
    }

    /** The body that OpenAI sends with a status other than 2xx. */
    public static JsonObject envelope(int status, String message) {
        return new JsonObject().put("error", error(message, type(status), code(status)));
    }

    private static String type(int status) {
        return switch (status) {
            case 429 -> "requests";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    private static @Nullable String code(int status) {
        return switch (status) {
            case 401 -> "invalid_api_key";
            case 404 -> "model_not_found";
            case 429 -> "rate_limit_exceeded";
            default -> null;
        };
    }
}
