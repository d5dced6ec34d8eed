package dev.sluice.dialect.openai;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * The text of a chat completion as its client got it: of a document, or of all chunks of a stream.
 * Of a broken answer it reads what it can. Not for event loops: an answer may be long.
 */
final class ServedText {
    private static final String DATA = "data:";

    private ServedText() {}

    /** The text of the first choice; empty if there is none. */
    static String of(byte[] answer, boolean streaming) {
        String body = new String(answer, StandardCharsets.UTF_8);
        return streaming ? ofStream(body) : content(body, "message");
    }

    private static String ofStream(String body) {
        StringBuilder text = new StringBuilder();
        body.lines()
                .filter(line -> line.startsWith(DATA))
                .forEach(line -> text.append(content(line.substring(DATA.length()), "delta")));
        return text.toString();
    }

    private static String content(String json, String part) {
        try {
            return choice(new JsonObject(json)) instanceof JsonObject choice
                            && choice.getValue(part) instanceof JsonObject message
                            && message.getValue("content") instanceof String content
                    ? content
                    : "";
        } catch (DecodeException e) {
            return ""; // The terminator, an error that is not JSON, or half a chunk.
        }
    }

    private static @Nullable Object choice(JsonObject chunk) {
        if (!(chunk.getValue("choices") instanceof JsonArray choices)) {
            return null;
        }
        for (Object choice : choices) {
            if (choice instanceof JsonObject fields
                    && fields.getValue("index", 0) instanceof Number index
                    && index.intValue() == 0) {
                return fields;
            }
        }
        return null;
    }
}
