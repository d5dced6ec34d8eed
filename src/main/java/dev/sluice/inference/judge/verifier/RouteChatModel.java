package dev.sluice.inference.judge.verifier;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A chat model of langchain4j that asks one of our routes; {@link #CALL} says which one, and for
 * which inference. So one service serves all inferences: making one takes a millisecond, and the
 * first a third of a second. Blocks, as the interface requires; use it on virtual threads.
 */
final class RouteChatModel implements ChatModel {
    /** The call through which the current thread's question is asked. */
    static final ScopedValue<RouteCall> CALL = ScopedValue.newInstance();

    private static final String SCORE = "\"score\"";

    @Override
    public ChatResponse doChat(ChatRequest request) {
        JsonArray messages = new JsonArray();
        request.messages().forEach(message -> messages.add(json(message)));
        String text = withoutThoughts(CALL.get().ask(messages));
        int first = text.indexOf(SCORE);
        if (first >= 0 && text.indexOf(SCORE, first + 1) >= 0) {
            // langchain4j would take the first one, which the judge may have quoted from the
            // answer.
            throw new NoJudgeException("the judge named more than one score");
        }
        return ChatResponse.builder().aiMessage(AiMessage.from(text)).build();
    }

    /** The text after a model's reasoning, which some servers leave in the text. */
    private static String withoutThoughts(String text) {
        int end = text.lastIndexOf("</think>");
        return end < 0 ? text : text.substring(end + "</think>".length());
    }

    private static JsonObject json(ChatMessage message) {
        return switch (message) {
            case SystemMessage system ->
                new JsonObject().put("role", "system").put("content", system.text());
            case UserMessage user ->
                new JsonObject().put("role", "user").put("content", user.singleText());
            default ->
                throw new IllegalArgumentException(
                        "message: " + message.type() + " (expected: system or user)");
        };
    }
}
