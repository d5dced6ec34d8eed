package dev.sluice.upstream.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.upstream.UpstreamException;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/**
 * Turns a client's body into one the engine can be trusted with. The engine takes almost anything:
 * an unknown role, a temperature of a thousand million, {@code max_tokens} of 2^40 as 0. It also
 * reads some fifty fields that steer it (slots, adapters, caches, grammars). So the body is written
 * anew from a list of what is understood, each value checked; anything else is dropped, as OpenAI's
 * servers do with what they don't know. Immutable.
 *
 * <p>Beyond OpenAI's fields {@code top_k}, {@code min_p}, {@code repeat_penalty}, {@code
 * continue_final_message} and the flags in {@code chat_template_kwargs} are passed on. The engine
 * is always asked to stream, since it goes on computing to the end for a client that leaves when it
 * doesn't, and always for the usage.
 *
 * @param adapterScales the scale of each adapter of the engine, by its id, for the model that is
 *     asked
 * @param controls what a message must not contain
 * @param context tokens that fit into a slot
 * @param temperature of requests that name none; null leaves it to the engine
 */
record LocalRequest(
        List<Double> adapterScales,
        ControlTexts controls,
        int context,
        @Nullable Double temperature) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STOPS_MAX = 4;

    /**
     * The body for the engine.
     *
     * @throws UpstreamException with an {@link dev.sluice.upstream.UpstreamFailure.Invalid}
     */
    Buffer rewrite(Operation operation, Buffer body) {
        JsonNode asked = parse(body);
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        written.set("model", Check.required(asked, "model", "model"));
        switch (operation) {
            case CHAT_COMPLETIONS -> chat(asked, written);
            case COMPLETIONS -> completion(asked, written);
            case EMBEDDINGS ->
                throw Check.invalid(
                        "local models don't make embeddings", "model", "unsupported_operation");
        }
        common(asked, written);
        written.put("stream", true).putObject("stream_options").put("include_usage", true);
        if (!adapterScales.isEmpty()) {
            // Without the full list the engine applies what it likes; see the class's package for
            // the measurements.
            ArrayNode lora = written.putArray("lora");
            for (int id = 0; id < adapterScales.size(); id++) {
                lora.addObject().put("id", id).put("scale", adapterScales.get(id));
            }
        }
        return Buffer.buffer(bytes(written));
    }

    private void chat(JsonNode asked, ObjectNode written) {
        Conversation conversation = new Conversation(controls);
        written.set(
                "messages", conversation.messages(Check.required(asked, "messages", "messages")));
        JsonNode tools = Check.given(asked, "tools");
        if (tools != null) {
            written.set("tools", conversation.tools(tools));
            toolChoice(asked, written);
        }
        goOn(asked, written);
        responseFormat(asked, written, conversation);
        chatLogprobs(asked, written);
        JsonNode kwargs = Check.given(asked, "chat_template_kwargs");
        if (kwargs != null) {
            ObjectNode flags = written.putObject("chat_template_kwargs");
            Check.object(kwargs, "chat_template_kwargs").properties().forEach(flag -> {
                flags.put(
                        flag.getKey(),
                        Check.bool(flag.getValue(), "chat_template_kwargs." + flag.getKey()));
            });
        }
    }

    /**
     * Whether the last message is the beginning of the answer; without the flag the engine takes it
     * for history.
     */
    private static void goOn(JsonNode asked, ObjectNode written) {
        JsonNode wish = Check.given(asked, "continue_final_message");
        if (wish == null || !Check.bool(wish, "continue_final_message")) {
            return;
        }
        JsonNode messages = asked.get("messages");
        if (!messages.path(messages.size() - 1).path("role").asText().equals("assistant")) {
            throw Check.wrongValue(
                    wish,
                    "continue_final_message",
                    "true only when the last message is the assistant's");
        }
        written.put("continue_final_message", true).put("add_generation_prompt", false);
    }

    private void completion(JsonNode asked, ObjectNode written) {
        JsonNode prompt = Check.required(asked, "prompt", "prompt");
        JsonNode text = prompt.isArray() && prompt.size() == 1 ? prompt.get(0) : prompt;
        if (!text.isTextual()) {
            throw Check.wrongType(prompt, "prompt", "a string or an array of one string");
        }
        if (text.textValue().isEmpty()) {
            throw Check.wrongValue(prompt, "prompt", "at least one character");
        }
        written.put("prompt", controls.disarm(text.textValue()));
        JsonNode logprobs = Check.given(asked, "logprobs");
        if (logprobs != null) {
            written.put("logprobs", Math.max(1, Check.integerWithin(logprobs, "logprobs", 0, 5)));
        }
        JsonNode echo = Check.given(asked, "echo");
        if (echo != null && Check.bool(echo, "echo")) {
            throw Check.unsupported(echo, "echo", "false");
        }
        JsonNode suffix = Check.given(asked, "suffix");
        if (suffix != null && !Check.text(suffix, "suffix").isEmpty()) {
            throw Check.unsupported(suffix, "suffix", "none");
        }
        exactlyOne(asked, "best_of");
    }

    private void common(JsonNode asked, ObjectNode written) {
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
        JsonNode topK = Check.given(asked, "top_k");
        if (topK != null) {
            written.put("top_k", Check.integer(topK, "top_k", 0, Integer.MAX_VALUE));
        }
        maxTokens(asked, written, "max_tokens");
        maxTokens(asked, written, "max_completion_tokens");
        JsonNode seed = Check.given(asked, "seed");
        if (seed != null) {
            if (!seed.isIntegralNumber()) {
                throw Check.wrongType(seed, "seed", "an integer");
            }
            // The engine's seeds have 32 bits, and -1 means a random one there.
            written.put("seed", seed.bigIntegerValue().intValue() & Integer.MAX_VALUE);
        }
        stop(asked, written);
        logitBias(asked, written);
    }

    private static void number(
            JsonNode asked, ObjectNode written, String name, double min, double max) {
        JsonNode node = Check.given(asked, name);
        if (node != null) {
            Check.number(node, name, min, max);
            written.set(name, node);
        }
    }

    private static void exactlyOne(JsonNode asked, String name) {
        JsonNode node = Check.given(asked, name);
        if (node != null && Check.integer(node, name, 1, Integer.MAX_VALUE) != 1) {
            // The engine streams several answers of one request with a usage for each, before all
            // have ended.
            throw Check.unsupported(node, name, "1");
        }
    }

    private void maxTokens(JsonNode asked, ObjectNode written, String name) {
        JsonNode node = Check.given(asked, name);
        if (node != null) {
            long tokens = Check.integer(node, name, 1, context);
            // Of two limits the smaller one is meant.
            written.put(
                    "max_tokens", Math.min(tokens, written.path("max_tokens").asLong(tokens)));
        }
    }

    private static void stop(JsonNode asked, ObjectNode written) {
        JsonNode stop = Check.given(asked, "stop");
        if (stop == null) {
            return;
        }
        String expected = "a string or an array of at most " + STOPS_MAX + " strings";
        if (stop.isArray() && stop.size() > STOPS_MAX) {
            throw Check.wrongValue(stop, "stop", expected);
        }
        ArrayNode stops = written.putArray("stop");
        for (JsonNode word : stop.isArray() ? stop : List.of(stop)) {
            if (!word.isTextual()) {
                throw Check.wrongType(word, "stop", expected);
            }
            if (!word.textValue().isEmpty()) { // The engine would stop at once.
                stops.add(word);
            }
        }
    }

    private static void logitBias(JsonNode asked, ObjectNode written) {
        JsonNode bias = Check.given(asked, "logit_bias");
        if (bias != null) {
            Check.object(bias, "logit_bias").properties().forEach(entry -> {
                Check.number(entry.getValue(), "logit_bias." + entry.getKey(), -100, 100);
            });
            written.set("logit_bias", bias);
        }
    }

    private static void chatLogprobs(JsonNode asked, ObjectNode written) {
        JsonNode logprobs = Check.given(asked, "logprobs");
        boolean wanted = logprobs != null && Check.bool(logprobs, "logprobs");
        JsonNode top = Check.given(asked, "top_logprobs");
        if (top != null) {
            int count = Check.integerWithin(top, "top_logprobs", 0, 20);
            if (!wanted) {
                throw Check.wrongValue(top, "top_logprobs", "none, since 'logprobs' is not true");
            }
            written.put(
                    "top_logprobs",
                    Math.max(1, count)); // 0 turns the engine's log-probs off altogether.
        } else if (wanted) {
            written.put("top_logprobs", 1); // The engine's own default is 20.
        }
        if (wanted) {
            written.put("logprobs", true);
        }
    }

    private static void toolChoice(JsonNode asked, ObjectNode written) {
        JsonNode choice = Check.given(asked, "tool_choice");
        if (choice != null) {
            if (!choice.isTextual()
                    || !List.of("none", "auto", "required").contains(choice.textValue())) {
                throw Check.unsupported(
                        choice, "tool_choice", "\"none\", \"auto\" or \"required\"");
            }
            written.set("tool_choice", choice);
        }
        JsonNode parallel = Check.given(asked, "parallel_tool_calls");
        if (parallel != null) {
            written.put("parallel_tool_calls", Check.bool(parallel, "parallel_tool_calls"));
        }
    }

    private static void responseFormat(
            JsonNode asked, ObjectNode written, Conversation conversation) {
        JsonNode format = Check.given(asked, "response_format");
        if (format == null) {
            return;
        }
        Check.object(format, "response_format");
        JsonNode type = Check.required(format, "type", "response_format.type");
        switch (Check.text(type, "response_format.type")) {
            case "text" -> {}
            case "json_object" -> written.putObject("response_format").put("type", "json_object");
            case "json_schema" -> {
                String at = "response_format.json_schema";
                JsonNode schema = Check.object(Check.required(format, "json_schema", at), at);
                Check.object(Check.required(schema, "schema", at + ".schema"), at + ".schema");
                ObjectNode writtenFormat =
                        written.putObject("response_format").put("type", "json_schema");
                writtenFormat.set("json_schema", conversation.disarmed(schema));
            }
            default ->
                throw Check.wrongValue(
                        type,
                        "response_format.type",
                        "\"text\", \"json_object\" or \"json_schema\"");
        }
    }

    private static JsonNode parse(Buffer body) {
        try {
            JsonNode asked = JSON.readTree(body.getBytes());
            if (asked.isObject()) {
                return asked;
            }
        } catch (IOException e) {
            // The gateway has parsed it already; the engine gets only what is read here.
        }
        throw Check.invalid("the body is not a JSON object", "", "invalid_json");
    }

    private static byte[] bytes(ObjectNode written) {
        try {
            return JSON.writeValueAsBytes(written);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON that can't be written", e);
        }
    }
}
