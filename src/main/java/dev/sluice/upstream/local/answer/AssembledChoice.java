package dev.sluice.upstream.local.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One choice of an answer, assembled from its chunks. Used by one thread. */
final class AssembledChoice {
    /** Fields of a delta whose pieces are joined to one text. */
    private static final Set<String> PIECES =
            Set.of("content", "reasoning_content", "reasoning", "refusal");

    private final ObjectNode choice = JsonNodeFactory.instance.objectNode();
    private final ObjectNode message = JsonNodeFactory.instance.objectNode();
    private final Map<String, StringBuilder> texts = new TreeMap<>();
    private final Map<Integer, ToolCall> toolCalls = new TreeMap<>();
    private final ObjectNode logprobs = JsonNodeFactory.instance.objectNode();
    private boolean chat;

    AssembledChoice(int index) {
        choice.put("index", index);
        choice.putNull("finish_reason");
    }

    void add(JsonNode chunk) {
        chunk.properties().forEach(field -> {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case "index" -> {}
                case "delta" -> {
                    chat = true;
                    value.properties().forEach(this::addDelta);
                }
                case "text" -> append("text", value);
                case "logprobs" -> value.properties().forEach(this::addLogprobs);
                default -> {
                    if (!value.isNull()) {
                        choice.set(field.getKey(), value);
                    }
                }
            }
        });
    }

    boolean finished() {
        return !choice.path("finish_reason").isNull();
    }

    ObjectNode json() {
        if (chat) {
            message.putIfAbsent("role", JsonNodeFactory.instance.textNode("assistant"));
            message.set("content", NullNode.instance);
            texts.forEach((name, text) -> message.put(name, text.toString()));
            if (!toolCalls.isEmpty()) {
                ArrayNode calls = message.putArray("tool_calls");
                toolCalls.values().forEach(call -> calls.add(call.json()));
            } else if (!texts.containsKey("content")) {
                message.put("content", "");
            }
            choice.set("message", message);
        } else {
            StringBuilder text = texts.get("text");
            choice.put("text", text == null ? "" : text.toString());
        }
        choice.set("logprobs", logprobs.isEmpty() ? NullNode.instance : logprobs);
        return choice;
    }

    private void addDelta(Map.Entry<String, JsonNode> field) {
        JsonNode value = field.getValue();
        if (PIECES.contains(field.getKey())) {
            append(field.getKey(), value);
        } else if (field.getKey().equals("tool_calls")) {
            value.forEach(piece -> toolCalls
                    .computeIfAbsent(piece.path("index").asInt(0), ignored -> new ToolCall())
                    .add(piece));
        } else if (!value.isNull()) {
            message.set(field.getKey(), value);
        }
    }

    /** Joins the lists of all chunks. */
    private void addLogprobs(Map.Entry<String, JsonNode> field) {
        if (field.getValue() instanceof ArrayNode entries) {
            logprobs.withArray("/" + field.getKey()).addAll(entries);
        } else {
            logprobs.putIfAbsent(field.getKey(), field.getValue());
        }
    }

    private void append(String name, JsonNode value) {
        if (value.isTextual()) {
            texts.computeIfAbsent(name, ignored -> new StringBuilder()).append(value.textValue());
        }
    }

    /** A tool call: everything but the arguments comes whole, in its first piece. */
    private static final class ToolCall {
        private final ObjectNode call = JsonNodeFactory.instance.objectNode();
        private final ObjectNode function = JsonNodeFactory.instance.objectNode();
        private final StringBuilder arguments = new StringBuilder();

        void add(JsonNode piece) {
            piece.properties().forEach(field -> {
                if (!field.getKey().equals("index") && !field.getKey().equals("function")) {
                    call.putIfAbsent(field.getKey(), field.getValue());
                }
            });
            piece.path("function").properties().forEach(field -> {
                if (field.getKey().equals("arguments")) {
                    arguments.append(field.getValue().asText(""));
                } else {
                    function.putIfAbsent(field.getKey(), field.getValue());
                }
            });
        }

        ObjectNode json() {
            function.put("arguments", arguments.toString());
            call.putIfAbsent("type", JsonNodeFactory.instance.textNode("function"));
            call.set("function", function);
            return call;
        }
    }
}
