package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The fields that control how tokens are drawn and where an answer ends, common to chats and
 * completions. Each is checked, and written anew for the engine. Immutable.
 *
 * @param settings the limits and defaults of the model
 * @param tokensMin the smallest limit of tokens that may be asked for
 */
record SamplingFields(ModelSettings settings, int tokensMin) {
    /** OpenAI takes 4; programs that know the servers of open models send more. */
    private static final int STOPS_MAX = 16;

    private static final Pattern TOKEN_ID = Pattern.compile("[0-9]{1,9}");

    /** Writes the fields that the client set, and the default temperature if it set none. */
    void write(JsonNode asked, ObjectNode written) {
        number(asked, written, "temperature", 0, 2);
        if (settings.temperature() != null && !written.has("temperature")) {
            written.put("temperature", settings.temperature());
        }
        number(asked, written, "top_p", 0, 1);
        number(asked, written, "min_p", 0, 1);
        number(asked, written, "repeat_penalty", 0, 2);
        number(asked, written, "presence_penalty", -2, 2);
        number(asked, written, "frequency_penalty", -2, 2);
        JsonNode topK = RequestFields.given(asked, "top_k");
        if (topK != null) {
            written.put("top_k", RequestFields.integer(topK, "top_k", 0, Integer.MAX_VALUE));
        }
        maxTokens(asked, written, "max_tokens");
        maxTokens(asked, written, "max_completion_tokens");
        if (settings.maxTokens() != null && !written.has("max_tokens")) {
            written.put("max_tokens", Math.min(settings.maxTokens(), settings.context()));
        }
        JsonNode seed = RequestFields.given(asked, "seed");
        if (seed != null) {
            if (!seed.isIntegralNumber()) {
                throw RequestFields.wrongType(seed, "seed", "an integer");
            }
            // The engine's seeds have 32 bits, where -1 means a random one.
            written.put("seed", seed.bigIntegerValue().intValue() & Integer.MAX_VALUE);
        }
        stop(asked, written);
        logitBias(asked, written);
    }

    private static void number(
            JsonNode asked, ObjectNode written, String name, double min, double max) {
        JsonNode node = RequestFields.given(asked, name);
        if (node != null) {
            RequestFields.number(node, name, min, max);
            written.set(name, node);
        }
    }

    /** The body for the answer of this index: those of one request differ by their seeds. */
    static ObjectNode drawing(ObjectNode body, int index) {
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        own.setAll(body); // What is large in it is shared.
        if (index > 0 && own.has("seed")) {
            own.put("seed", (own.get("seed").asInt() + index) & Integer.MAX_VALUE);
        }
        return own;
    }

    private void maxTokens(JsonNode asked, ObjectNode written, String name) {
        JsonNode node = RequestFields.given(asked, name);
        if (node != null) {
            long tokens = RequestFields.integer(node, name, tokensMin, settings.context());
            // The smaller of two limits applies.
            written.put(
                    "max_tokens", Math.min(tokens, written.path("max_tokens").asLong(tokens)));
        }
    }

    private static void stop(JsonNode asked, ObjectNode written) {
        JsonNode stop = RequestFields.given(asked, "stop");
        if (stop == null) {
            return;
        }
        String expected = "a string or an array of at most " + STOPS_MAX + " strings";
        if (stop.isArray() && stop.size() > STOPS_MAX) {
            throw RequestFields.wrongValue(stop, "stop", expected);
        }
        ArrayNode stops = written.putArray("stop");
        for (JsonNode word : stop.isArray() ? stop : List.of(stop)) {
            if (word.isNull()) { // lm-evaluation-harness sends one that it does not know.
                continue;
            }
            if (!word.isTextual()) {
                throw RequestFields.wrongType(word, "stop", expected);
            }
            if (!word.textValue().isEmpty()) { // An empty one would stop the engine at once.
                stops.add(word);
            }
        }
    }

    private static void logitBias(JsonNode asked, ObjectNode written) {
        JsonNode bias = RequestFields.given(asked, "logit_bias");
        if (bias != null) {
            RequestFields.object(bias, "logit_bias").properties().forEach(entry -> {
                String at = "logit_bias." + RequestFields.cut(entry.getKey());
                if (!TOKEN_ID.matcher(entry.getKey()).matches()) {
                    throw RequestFields.invalid(
                            "'" + at + "' is not the id of a token (expected: an integer as name)",
                            "logit_bias",
                            "invalid_value");
                }
                RequestFields.number(entry.getValue(), at, -100, 100);
            });
            written.set("logit_bias", bias);
        }
    }
}
