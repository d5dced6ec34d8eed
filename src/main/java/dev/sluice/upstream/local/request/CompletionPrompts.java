package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.upstream.UpstreamException;
import dev.sluice.vocabulary.Operation;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code prompt} in its four forms: a string, an array of strings, an array of token ids, an
 * array of arrays of token ids (<a
 * href="https://platform.openai.com/docs/api-reference/completions/create">Completions</a>).
 */
record CompletionPrompts(ModelSettings settings, Vocabulary vocabulary) {
    private static final String EXPECTED =
            "a string, token ids, or an array of at most " + Drawn.CHOICES_MAX + " of either";

    List<Prompt> read(JsonNode node) {
        if (node.isTextual()) {
            return List.of(text(node, "prompt"));
        }
        if (!node.isArray()) {
            throw RequestFields.wrongType(node, "prompt", EXPECTED);
        }
        if (node.isEmpty()) {
            throw RequestFields.wrongValue(node, "prompt", "at least one prompt");
        }
        if (node.get(0).isNumber()) {
            return List.of(tokens(node, "prompt"));
        }
        if (node.size() > Drawn.CHOICES_MAX) {
            throw RequestFields.wrongValue(node, "prompt", EXPECTED);
        }
        List<Prompt> prompts = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            String at = "prompt[" + i + "]";
            JsonNode one = node.get(i);
            prompts.add(one.isArray() ? tokens(one, at) : text(one, at));
        }
        return List.copyOf(prompts);
    }

    private Prompt text(JsonNode node, String param) {
        String text = RequestFields.text(node, param);
        if (text.isEmpty()) {
            throw RequestFields.wrongValue(node, param, "at least one character");
        }
        return new Prompt.Text(vocabulary.controls().disarm(text));
    }

    private Prompt tokens(JsonNode node, String param) {
        if (node.isEmpty()) {
            throw RequestFields.wrongValue(node, param, "at least one token");
        }
        if (node.size() > settings.context()) {
            throw new UpstreamException(ContextOverflow.of(
                    settings.upstream(), Operation.COMPLETIONS, settings.context(), node.size()));
        }
        List<Integer> ids = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            // The last id of the vocabulary; what is beyond breaks the engine.
            int last = Math.clamp(vocabulary.size() - 1, 0, Integer.MAX_VALUE);
            ids.add(RequestFields.integerWithin(node.get(i), param + "[" + i + "]", 0, last));
        }
        return new Prompt.Tokens(ids);
    }
}
