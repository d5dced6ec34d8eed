package dev.sluice.upstream.local.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes the chunks of a completion: where the engine writes log-probabilities as in a chat,
 * OpenAI's completions have {@code tokens}, {@code token_logprobs}, {@code top_logprobs} and {@code
 * text_offset}, which counts characters (Unicode code points) from the beginning of {@code text}.
 */
public final class TextShaper implements ChoiceShaper {
    private final @Nullable Integer alternatives;
    private int offset;

    /**
     * Makes a shaper.
     *
     * @param alternatives how many other tokens are wanted beside each; null for no
     *     log-probabilities at all
     */
    public TextShaper(@Nullable Integer alternatives) {
        this.alternatives = alternatives;
    }

    @Override
    public List<ObjectNode> accept(JsonNode choice) {
        JsonNode reason = choice.path("finish_reason");
        String text = choice.path("text").asText("");
        List<JsonNode> tokens = new ArrayList<>();
        choice.path("logprobs").path("content").forEach(tokens::add);
        ObjectNode made = made(text, tokens);
        if (reason.isTextual()) {
            made.set("finish_reason", reason);
        }
        return List.of(made);
    }

    /**
     * A piece of text with its tokens.
     *
     * @param tokens as the engine describes them: the text, the log-probability, which the first
     *     token of a prompt has not, and the likeliest ones
     */
    public ObjectNode made(String text, List<JsonNode> tokens) {
        ObjectNode made = JsonNodeFactory.instance.objectNode().put("text", text);
        made.putNull("finish_reason");
        if (alternatives == null || tokens.isEmpty()) {
            made.putNull("logprobs");
            offset += text.codePointCount(0, text.length());
            return made;
        }
        ObjectNode logprobs = made.putObject("logprobs");
        ArrayNode words = logprobs.putArray("tokens");
        ArrayNode values = logprobs.putArray("token_logprobs");
        ArrayNode tops = logprobs.putArray("top_logprobs");
        ArrayNode offsets = logprobs.putArray("text_offset");
        int end = offset + text.codePointCount(0, text.length());
        for (JsonNode token : tokens) {
            String word = token.path("token").asText("");
            words.add(word);
            values.add(token.path("logprob"));
            tops.add(top(token));
            offsets.add(Math.min(offset, end));
            offset += word.startsWith(TokenWords.BYTES) ? 0 : word.codePointCount(0, word.length());
        }
        offset = end;
        return made;
    }

    /** The likeliest tokens, and the token itself, by their texts; null if none is known. */
    private @Nullable ObjectNode top(JsonNode token) {
        JsonNode likeliest = token.path("top_logprobs");
        if (alternatives == null || alternatives == 0 || likeliest.isEmpty()) {
            return null;
        }
        ObjectNode top = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < Math.min(alternatives, likeliest.size()); i++) {
            // Two tokens may have the same text: the likelier one, which comes first, stays.
            top.putIfAbsent(
                    likeliest.get(i).path("token").asText(""), likeliest.get(i).path("logprob"));
        }
        top.putIfAbsent(token.path("token").asText(""), token.path("logprob"));
        return top;
    }
}
