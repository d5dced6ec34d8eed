package dev.sluice.inference.judge.verifier;

import dev.sluice.record.AttemptRecord;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/**
 * A chat completion as far as an assessment needs it.
 *
 * @param text what the model said; empty when that was no text
 */
record JudgeReply(String text, @Nullable String servedModel, AttemptRecord.Tokens tokens) {
    /**
     * Reads a whole answer; null when it is no chat completion, for example an error inside a 200.
     */
    static @Nullable JudgeReply read(Buffer document) {
        try {
            JsonObject json = new JsonObject(document);
            if (json.getValue("choices") instanceof JsonArray choices
                    && !choices.isEmpty()
                    && choices.getValue(0) instanceof JsonObject choice
                    && choice.getValue("message") instanceof JsonObject message) {
                return new JudgeReply(
                        message.getValue("content") instanceof String text ? text : "",
                        json.getValue("model") instanceof String model ? model : null,
                        tokens(json.getValue("usage")));
            }
        } catch (DecodeException e) {
            // It is not JSON, then.
        }
        return null;
    }

    private static AttemptRecord.Tokens tokens(@Nullable Object usage) {
        if (usage instanceof JsonObject fields
                && fields.getValue("prompt_tokens") instanceof Number prompt
                && fields.getValue("completion_tokens") instanceof Number completion) {
            long cached = fields.getValue("prompt_tokens_details") instanceof JsonObject details
                            && details.getValue("cached_tokens") instanceof Number number
                    ? number.longValue()
                    : 0;
            return new AttemptRecord.Tokens(
                    prompt.longValue(), cached, completion.longValue(), true);
        }
        return AttemptRecord.Tokens.UNKNOWN;
    }
}
