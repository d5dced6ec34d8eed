package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;

/** Plans what the engine is asked for a completion. */
record CompletionRequest(ModelSettings settings, Vocabulary vocabulary) {
    /** OpenAI's default of {@code max_tokens} in completions. */
    private static final int TOKENS_BY_DEFAULT = 16;

    /**
     * Plans the calls.
     *
     * @param fixed the model and its adapters
     * @param sampled the fields of sampling as they are written already
     * @param nothing whether {@code max_tokens} is 0
     */
    LocalPlan.Choices plan(JsonNode asked, ObjectNode fixed, ObjectNode sampled, boolean nothing) {
        List<Prompt> prompts = new CompletionPrompts(settings, vocabulary)
                .read(RequestFields.required(asked, "prompt", "prompt"));
        JsonNode logprobs = RequestFields.given(asked, "logprobs");
        Integer alternatives = logprobs == null
                ? null
                : Integer.valueOf(RequestFields.integerWithin(logprobs, "logprobs", 0, 5));
        JsonNode echo = RequestFields.given(asked, "echo");
        boolean echoes = echo != null && RequestFields.bool(echo, "echo");
        Drawn drawn =
                Drawn.ofCompletion(asked, prompts.size(), asked.path("stream").asBoolean());
        if (echoes && drawn.drawn() > drawn.wanted()) {
            throw RequestFields.unsupported(asked.get("best_of"), "best_of", "'n' with 'echo'");
        }
        ObjectNode body = sampled.deepCopy();
        if (!body.has("max_tokens")) {
            body.put("max_tokens", TOKENS_BY_DEFAULT);
        }
        if (alternatives != null || drawn.drawn() > drawn.wanted()) {
            // The best are found by their log-probabilities. 0 would turn the engine's off.
            body.put("logprobs", Math.max(1, alternatives == null ? 1 : alternatives));
        }
        List<LocalPlan.Choice> choices = new ArrayList<>(prompts.size() * drawn.drawn());
        for (Prompt prompt : prompts) {
            JsonNode json = prompt.json();
            for (int i = 0; i < drawn.drawn(); i++) {
                choices.add(new LocalPlan.Choice(
                        nothing ? null : SamplingFields.drawing(body, i).set("prompt", json),
                        prompt));
            }
        }
        return new LocalPlan.Choices(
                choices, drawn, new LocalPlan.Shape.Texts(alternatives, echoes, fixed));
    }
}
