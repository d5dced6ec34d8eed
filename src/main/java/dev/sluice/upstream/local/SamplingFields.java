package dev.sluice.upstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The fields that control how tokens are drawn and where an answer ends, common to chats and
 * completions. Each is checked, and written anew for the engine. Immutable.
 *
 * @param context how many tokens fit into a slot
 * @param temperature the temperature of requests that name none; null leaves it to the engine
 */
record SamplingFields(int context, @Nullable Double temperature) {
    private static final int STOPS_MAX = 4;

    /** Writes the fields that the client set, and the default temperature if it set none. */
    void write(JsonNode asked, ObjectNode written) {
        exactlyOne(asked, "n");
        number(asked, written, "temperature", 0, 2);
        if (temperature != null && !written.has("temperature")) {
            written.put("temperature", temperature);
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

    /** Requires the field to be 1 or absent. */
    static void exactlyOne(JsonNode asked, String name) {
        JsonNode node = RequestFields.given(asked, name);
        if (node != null && RequestFields.integer(node, name, 1, Integer.MAX_VALUE) != 1) {
            // For several answers the engine streams a usage for each, before all have ended.
            throw RequestFields.unsupported(node, name, "1");
        }
    }

    private void maxTokens(JsonNode asked, ObjectNode written, String name) {
        JsonNode node = RequestFields.given(asked, name);
        if (node != null) {
            long tokens = RequestFields.integer(node, name, 1, context);
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
                RequestFields.number(entry.getValue(), "logit_bias." + entry.getKey(), -100, 100);
            });
            written.set("logit_bias", bias);
        }
    }
}
