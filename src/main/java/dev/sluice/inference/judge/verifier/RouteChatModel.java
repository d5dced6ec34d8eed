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
 * A chat model of langchain4j that is a route of ours: which one, and for which inference, says
 * {@link #CALL}. So one service serves all inferences; to make one takes a millisecond, and the
 * first of all a third of a second. Blocks, as the interface wants it; for virtual threads.
 */
final class RouteChatModel implements ChatModel {
    /** The question that the thread is about. */
    static final ScopedValue<RouteCall> CALL = ScopedValue.newInstance();

    private static final String SCORE = "\"score\"";

    @Override
    public ChatResponse doChat(ChatRequest request) {
        JsonArray messages = new JsonArray();
        request.messages().forEach(message -> messages.add(json(message)));
        String text = withoutThoughts(CALL.get().ask(messages));
        int first = text.indexOf(SCORE);
        if (first >= 0 && text.indexOf(SCORE, first + 1) >= 0) {
            // The first object would be taken, which may be one that the judge quotes from the
            // answer.
            throw new NoJudgeException("the judge named more than one score");
        }
        return ChatResponse.builder().aiMessage(AiMessage.from(text)).build();
    }

    /**
     * What models that reason say behind their thoughts, where a server leaves those in the text.
     */
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
