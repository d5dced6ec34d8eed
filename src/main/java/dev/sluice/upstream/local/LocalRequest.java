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
 * Rewrites a client's body into one that is safe for the engine. The engine accepts almost
 * anything: an unknown role, a temperature of a thousand million, {@code max_tokens} of 2^40 as 0.
 * It also reads some fifty fields that control it (slots, adapters, caches, grammars). So the body
 * is written anew from a list of known fields, with each value checked; other fields are dropped,
 * as OpenAI's servers do.
 *
 * <p>Beyond OpenAI's fields, {@code top_k}, {@code min_p}, {@code repeat_penalty}, {@code
 * continue_final_message} and the flags in {@code chat_template_kwargs} are passed on. The engine
 * is always asked to stream, because otherwise it computes on after a client has left, and always
 * for the usage.
 *
 * @param adapterScales the scale of each adapter of the engine, by its id, for the requested model
 * @param controls the control texts to remove from messages
 * @param context how many tokens fit into a slot
 * @param temperature the temperature of requests that name none; null leaves it to the engine
 */
record LocalRequest(
        List<Double> adapterScales,
        ControlTexts controls,
        int context,
        @Nullable Double temperature) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The body for the engine.
     *
     * @throws UpstreamException with an {@link dev.sluice.upstream.UpstreamFailure.Invalid} if a
     *     field is not valid
     */
    Buffer rewrite(Operation operation, Buffer body) {
        JsonNode asked = parse(body);
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        written.set("model", RequestFields.required(asked, "model", "model"));
        switch (operation) {
            case CHAT_COMPLETIONS -> chat(asked, written);
            case COMPLETIONS -> completion(asked, written);
            case EMBEDDINGS ->
                throw RequestFields.invalid(
                        "local models don't support embeddings", "model", "unsupported_operation");
        }
        new SamplingFields(context, temperature).write(asked, written);
        written.put("stream", true).putObject("stream_options").put("include_usage", true);
        if (!adapterScales.isEmpty()) {
            // Without the full list the engine applies adapters as it likes.
            ArrayNode lora = written.putArray("lora");
            for (int id = 0; id < adapterScales.size(); id++) {
                lora.addObject().put("id", id).put("scale", adapterScales.get(id));
            }
        }
        return Buffer.buffer(bytes(written));
    }

    private void chat(JsonNode asked, ObjectNode written) {
        ChatMessages conversation = new ChatMessages(controls);
        written.set(
                "messages",
                conversation.messages(RequestFields.required(asked, "messages", "messages")));
        JsonNode tools = RequestFields.given(asked, "tools");
        if (tools != null) {
            written.set("tools", conversation.tools(tools));
            toolChoice(asked, written);
        }
        goOn(asked, written);
        responseFormat(asked, written, conversation);
        chatLogprobs(asked, written);
        JsonNode kwargs = RequestFields.given(asked, "chat_template_kwargs");
        if (kwargs != null) {
            ObjectNode flags = written.putObject("chat_template_kwargs");
            RequestFields.object(kwargs, "chat_template_kwargs").properties().forEach(flag -> {
                flags.put(
                        flag.getKey(),
                        RequestFields.bool(
                                flag.getValue(), "chat_template_kwargs." + flag.getKey()));
            });
        }
    }

    /**
     * Passes on that the last message is the beginning of the answer; without the flag the engine
     * takes it for history.
     */
    private static void goOn(JsonNode asked, ObjectNode written) {
        JsonNode wish = RequestFields.given(asked, "continue_final_message");
        if (wish == null || !RequestFields.bool(wish, "continue_final_message")) {
            return;
        }
        JsonNode messages = asked.get("messages");
        if (!messages.path(messages.size() - 1).path("role").asText().equals("assistant")) {
            throw RequestFields.wrongValue(
                    wish,
                    "continue_final_message",
                    "true only when the last message is the assistant's");
        }
        written.put("continue_final_message", true).put("add_generation_prompt", false);
    }

    private void completion(JsonNode asked, ObjectNode written) {
        JsonNode prompt = RequestFields.required(asked, "prompt", "prompt");
        JsonNode text = prompt.isArray() && prompt.size() == 1 ? prompt.get(0) : prompt;
        if (!text.isTextual()) {
            throw RequestFields.wrongType(prompt, "prompt", "a string or an array of one string");
        }
        if (text.textValue().isEmpty()) {
            throw RequestFields.wrongValue(prompt, "prompt", "at least one character");
        }
        written.put("prompt", controls.disarm(text.textValue()));
        JsonNode logprobs = RequestFields.given(asked, "logprobs");
        if (logprobs != null) {
            written.put(
                    "logprobs",
                    Math.max(1, RequestFields.integerWithin(logprobs, "logprobs", 0, 5)));
        }
        JsonNode echo = RequestFields.given(asked, "echo");
        if (echo != null && RequestFields.bool(echo, "echo")) {
            throw RequestFields.unsupported(echo, "echo", "false");
        }
        JsonNode suffix = RequestFields.given(asked, "suffix");
        if (suffix != null && !RequestFields.text(suffix, "suffix").isEmpty()) {
            throw RequestFields.unsupported(suffix, "suffix", "none");
        }
        SamplingFields.exactlyOne(asked, "best_of");
    }

    private static void chatLogprobs(JsonNode asked, ObjectNode written) {
        JsonNode logprobs = RequestFields.given(asked, "logprobs");
        boolean wanted = logprobs != null && RequestFields.bool(logprobs, "logprobs");
        JsonNode top = RequestFields.given(asked, "top_logprobs");
        if (top != null) {
            int count = RequestFields.integerWithin(top, "top_logprobs", 0, 20);
            if (!wanted) {
                throw RequestFields.wrongValue(
                        top, "top_logprobs", "none, since 'logprobs' is " + "not true");
            }
            // 0 would turn the engine's log-probabilities off.
            written.put("top_logprobs", Math.max(1, count));
        } else if (wanted) {
            written.put("top_logprobs", 1); // The engine's own default is 20.
        }
        if (wanted) {
            written.put("logprobs", true);
        }
    }

    private static void toolChoice(JsonNode asked, ObjectNode written) {
        JsonNode choice = RequestFields.given(asked, "tool_choice");
        if (choice != null) {
            if (!choice.isTextual()
                    || !List.of("none", "auto", "required").contains(choice.textValue())) {
                throw RequestFields.unsupported(
                        choice, "tool_choice", "\"none\", \"auto\" or \"required\"");
            }
            written.set("tool_choice", choice);
        }
        JsonNode parallel = RequestFields.given(asked, "parallel_tool_calls");
        if (parallel != null) {
            written.put("parallel_tool_calls", RequestFields.bool(parallel, "parallel_tool_calls"));
        }
    }

    private static void responseFormat(
            JsonNode asked, ObjectNode written, ChatMessages conversation) {
        JsonNode format = RequestFields.given(asked, "response_format");
        if (format == null) {
            return;
        }
        RequestFields.object(format, "response_format");
        JsonNode type = RequestFields.required(format, "type", "response_format.type");
        switch (RequestFields.text(type, "response_format.type")) {
            case "text" -> {}
            case "json_object" -> written.putObject("response_format").put("type", "json_object");
            case "json_schema" -> {
                String at = "response_format.json_schema";
                JsonNode schema =
                        RequestFields.object(RequestFields.required(format, "json_schema", at), at);
                RequestFields.object(
                        RequestFields.required(schema, "schema", at + ".schema"), at + ".schema");
                ObjectNode writtenFormat =
                        written.putObject("response_format").put("type", "json_schema");
                writtenFormat.set("json_schema", conversation.disarmed(schema));
            }
            default ->
                throw RequestFields.wrongValue(
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
            // The gateway has already parsed it as an object, but only what is read here reaches
            // the engine.
        }
        throw RequestFields.invalid("the body is not a JSON object", "", "invalid_json");
    }

    private static byte[] bytes(ObjectNode written) {
        try {
            return JSON.writeValueAsBytes(written);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the engine's request can't be written as JSON", e);
        }
    }
}
