package dev.sluice.dialect.openai;

import dev.sluice.dialect.Usage;
import dev.sluice.dialect.WholeAnswer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/** Reads a chat completion that came as one document. */
final class ChatReply {
    private ChatReply() {}

    /**
     * Reads the document; null if it is not a chat completion, for example an error inside a 200.
     */
    static @Nullable WholeAnswer read(Buffer document) {
        try {
            JsonObject json = new JsonObject(document);
            if (json.getValue("choices") instanceof JsonArray choices
                    && !choices.isEmpty()
                    && choices.getValue(0) instanceof JsonObject choice
                    && choice.getValue("message") instanceof JsonObject message) {
                return new WholeAnswer(
                        message.getValue("content") instanceof String text ? text : "",
                        json.getValue("model") instanceof String model ? model : null,
                        usage(json.getValue("usage")));
            }
        } catch (DecodeException e) {
            // It is not JSON.
        }
        return null;
    }

    private static @Nullable Usage usage(@Nullable Object usage) {
        if (usage instanceof JsonObject fields
                && fields.getValue("prompt_tokens") instanceof Number prompt
                && fields.getValue("completion_tokens") instanceof Number completion) {
            long cached = fields.getValue("prompt_tokens_details") instanceof JsonObject details
                            && details.getValue("cached_tokens") instanceof Number number
                    ? number.longValue()
                    : 0;
            return new Usage(prompt.longValue(), cached, completion.longValue());
        }
        return null;
    }
}
