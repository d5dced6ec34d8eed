package dev.sluice.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/** One growing choice of an answer that is not streamed. */
final class ChoiceDocument {
    private final boolean chat;
    private final StringBuilder text = new StringBuilder();
    private final JsonArray toolCalls = new JsonArray();
    private final JsonObject choice = new JsonObject();
    private final JsonObject message = new JsonObject();
    private @Nullable JsonObject logprobs;

    ChoiceDocument(SimulatedOperation endpoint, int index) {
        chat = endpoint == SimulatedOperation.CHAT;
        choice.put("index", index);
        message.put("role", "assistant").putNull("content").putNull("refusal");
    }

    void token(String token, double logprob, int alternatives) {
        if (alternatives >= 0) {
            JsonObject entry = chat
                    ? new JsonObject()
                            .put(
                                    "content",
                                    JsonArray.of(Logprobs.chatEntry(token, logprob, alternatives)))
                            .putNull("refusal")
                    : Logprobs.legacy(token, logprob, alternatives, text.length());
            logprobs = logprobs == null ? entry : appended(logprobs, entry);
        }
        text.append(token);
    }

    void toolCall(Step.ToolCall call) {
        JsonObject function = new JsonObject()
                .put("name", call.name())
                .put("arguments", String.join("", call.arguments()));
        toolCalls.add(new JsonObject()
                .put("id", call.id())
                .put("type", "function")
                .put("function", function));
    }

    void finish(String reason) {
        choice.put("finish_reason", reason);
    }

    /**
     * Merges what a hand-made chunk says about this choice: texts are joined, everything else is
     * replaced.
     */
    void merge(JsonObject part) {
        if (part.getValue("delta") instanceof JsonObject delta) {
            for (String name : delta.fieldNames()) {
                if (name.equals("content") && delta.getValue(name) instanceof String piece) {
                    text.append(piece);
                } else if (!name.equals("role") && message.getValue(name) instanceof String soFar) {
                    message.put(name, soFar + delta.getValue(name));
                } else {
                    message.put(name, delta.getValue(name));
                }
            }
        }
        for (String name : part.fieldNames()) {
            if (!name.equals("delta") && !name.equals("index") && part.getValue(name) != null) {
                choice.put(name, part.getValue(name));
            }
        }
    }

    JsonObject json() {
        if (chat) {
            if (!text.isEmpty() || toolCalls.isEmpty()) {
                message.put("content", text.toString());
            }
            if (!toolCalls.isEmpty()) {
                message.put("tool_calls", toolCalls);
            }
            choice.put("message", message);
        } else {
            choice.put("text", text.toString());
        }
        if (!choice.containsKey("logprobs")) {
            choice.put("logprobs", logprobs);
        }
        if (!choice.containsKey("finish_reason")) {
            choice.putNull("finish_reason");
        }
        return choice;
    }

    private static JsonObject appended(JsonObject all, JsonObject entry) {
        for (String name : entry.fieldNames()) {
            if (all.getValue(name) instanceof JsonArray soFar
                    && entry.getValue(name) instanceof JsonArray more) {
                soFar.addAll(more);
            }
        }
        return all;
    }
}
