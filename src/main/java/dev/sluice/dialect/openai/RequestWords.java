package dev.sluice.dialect.openai;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The words of a client's request, for a judge. */
final class RequestWords {
    private RequestWords() {}

    /**
     * The messages of a chat, each after its role, or the prompt of a completion. Images and other
     * content without text are only named. Reads the whole request: not for an event loop.
     *
     * @param body a request that has been accepted; gives an empty text if it can't be read
     */
    static String of(byte[] body) {
        JsonObject request;
        try {
            request = new JsonObject(Buffer.buffer(body));
        } catch (DecodeException e) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        if (request.getValue("messages") instanceof JsonArray messages) {
            for (Object message : messages) {
                if (message instanceof JsonObject fields) {
                    text.append(fields.getValue("role")).append(": ");
                    content(fields.getValue("content"), text);
                    text.append('\n');
                }
            }
        } else {
            content(request.getValue("prompt"), text);
        }
        return text.toString().strip();
    }

    private static void content(Object content, StringBuilder text) {
        switch (content) {
            case String words -> text.append(words);
            case JsonArray parts -> parts.forEach(part -> part(part, text));
            case null, default -> text.append("(no text)");
        }
    }

    private static void part(Object part, StringBuilder text) {
        if (part instanceof JsonObject fields) {
            text.append(
                    fields.getValue("text") instanceof String words
                            ? words
                            : "(" + fields.getValue("type") + ")");
        } else if (part instanceof String words) {
            text.append(words).append('\n');
        }
    }
}
