package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/**
 * What the simulator needs to know about a request's body.
 *
 * @param alternatives how many alternatives to each token are requested; -1 for no
 *     log-probabilities
 * @param tokensMax the request's own limit, {@link Integer#MAX_VALUE} without one
 */
public record ModelRequest(
        SimulatedOperation endpoint,
        String model,
        boolean stream,
        boolean usageAsked,
        int n,
        int tokensMax,
        int alternatives,
        JsonObject body) {

    /** A request that a real upstream would answer with 400. */
    public static final class Invalid extends Exception {
        Invalid(String message) {
            super(message, null, false, false);
        }
    }

    public static ModelRequest parse(SimulatedOperation endpoint, Buffer bytes) throws Invalid {
        try {
            JsonObject body = new JsonObject(bytes);
            String model = body.getString("model");
            if (model == null || model.isEmpty()) {
                throw new Invalid("model: missing (expected: a model's name)");
            }
            JsonObject streamOptions = body.getJsonObject("stream_options");
            return new ModelRequest(
                    endpoint,
                    model,
                    body.getBoolean("stream", false) && endpoint != SimulatedOperation.EMBEDDINGS,
                    streamOptions != null && streamOptions.getBoolean("include_usage", false),
                    between(body.getInteger("n", 1), 1, 128, "n"),
                    between(
                            body.getInteger(
                                    "max_completion_tokens",
                                    body.getInteger("max_tokens", Integer.MAX_VALUE)),
                            1,
                            Integer.MAX_VALUE,
                            "max_tokens"),
                    alternatives(endpoint, body),
                    body);
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            throw new Invalid(
                    "body: not a request (expected: a JSON object with the fields of the OpenAI "
                            + "API)");
        }
    }

    /** Text of the last user message, or of the prompt. */
    String lastWords() {
        if (endpoint != SimulatedOperation.CHAT) {
            Object prompt = body.getValue("prompt");
            return prompt instanceof JsonArray prompts && !prompts.isEmpty()
                    ? text(prompts.getValue(0))
                    : text(prompt);
        }
        JsonArray messages =
                body.getValue("messages") instanceof JsonArray array ? array : new JsonArray();
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.getValue(i) instanceof JsonObject message
                    && "user".equals(message.getValue("role"))) {
                return text(message.getValue("content"));
            }
        }
        return "";
    }

    /** A rough count, one token a word: enough to check that numbers arrive where they belong. */
    int promptTokens() {
        if (endpoint != SimulatedOperation.CHAT) {
            return Answer.words(lastWords()).size();
        }
        int tokens = 0;
        JsonArray messages =
                body.getValue("messages") instanceof JsonArray array ? array : new JsonArray();
        for (Object message : messages) {
            tokens += message instanceof JsonObject object
                    ? Answer.words(text(object.getValue("content"))).size()
                    : 0;
        }
        return tokens;
    }

    private static String text(@Nullable Object content) {
        if (!(content instanceof JsonArray parts)) {
            return content instanceof String text ? text : "";
        }
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            if (part instanceof JsonObject object
                    && object.getValue("text") instanceof String piece) {
                text.append(piece);
            }
        }
        return text.toString();
    }

    private static int alternatives(SimulatedOperation endpoint, JsonObject body) {
        if (endpoint == SimulatedOperation.COMPLETIONS) {
            return body.getInteger("logprobs", -1);
        }
        return endpoint == SimulatedOperation.CHAT && body.getBoolean("logprobs", false)
                ? body.getInteger("top_logprobs", 0)
                : -1;
    }

    private static int between(int value, int min, int max, String field) throws Invalid {
        if (value < min || value > max) {
            throw new Invalid(field + ": " + value + " (expected: " + min + " to " + max + ")");
        }
        return value;
    }
}
