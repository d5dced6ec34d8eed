package dev.sluice.dialect.openai;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

/**
 * The answer of an upstream that was asked for a stream and sent a document: the same answer as
 * chunks, one with all content and one for each end, the usage and {@code [DONE]}.
 */
final class StreamedDocument {
    private StreamedDocument() {}

    /** The events; null if the document is no answer. */
    static @Nullable Buffer of(Buffer document) {
        JsonObject answer;
        try {
            answer = new JsonObject(document);
        } catch (DecodeException | ClassCastException e) {
            return null;
        }
        if (!(answer.getValue("choices") instanceof JsonArray choices) || choices.isEmpty()) {
            return null;
        }
        boolean chat = !"text_completion".equals(answer.getValue("object"));
        Buffer events = Buffer.buffer();
        JsonObject common = new JsonObject(new LinkedHashMap<>(answer.getMap()));
        common.remove("usage");
        common.remove("choices");
        if (chat) {
            common.put("object", "chat.completion.chunk");
        }
        for (int i = 0; i < choices.size(); i++) {
            if (choices.getValue(i) instanceof JsonObject choice) {
                add(events, common, content(choice, i, chat));
                add(events, common, end(choice, i, chat));
            }
        }
        if (answer.getValue("usage") instanceof JsonObject usage) {
            JsonObject last = common.copy().put("choices", new JsonArray()).put("usage", usage);
            add(events, last);
        }
        return events.appendString("data: [DONE]\n\n", StandardCharsets.US_ASCII.name());
    }

    private static JsonObject content(JsonObject choice, int place, boolean chat) {
        JsonObject chunk =
                choice.copy().put("index", place(choice, place)).putNull("finish_reason");
        if (chat) {
            Object message = chunk.remove("message");
            JsonObject delta = message instanceof JsonObject given ? given : new JsonObject();
            if (delta.getValue("tool_calls") instanceof JsonArray calls) {
                for (int i = 0; i < calls.size(); i++) {
                    if (calls.getValue(i) instanceof JsonObject call) {
                        call.put("index", i); // Calls of a stream are told apart by it.
                    }
                }
            }
            chunk.put("delta", delta);
        }
        return chunk;
    }

    private static JsonObject end(JsonObject choice, int place, boolean chat) {
        JsonObject chunk = new JsonObject().put("index", place(choice, place));
        if (chat) {
            chunk.put("delta", new JsonObject());
        } else {
            chunk.put("text", "");
        }
        Object reason = choice.getValue("finish_reason");
        return chunk.put("finish_reason", reason == null ? "stop" : reason);
    }

    private static int place(JsonObject choice, int place) {
        return choice.getValue("index") instanceof Integer index ? index : place;
    }

    private static void add(Buffer events, JsonObject common, JsonObject choice) {
        add(events, common.copy().put("choices", new JsonArray().add(choice)));
    }

    private static void add(Buffer events, JsonObject chunk) {
        events.appendString("data: ").appendBuffer(chunk.toBuffer()).appendString("\n\n");
    }
}
