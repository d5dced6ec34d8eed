package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which fields of a request there are: each is obeyed, has by its nature no effect on an answer of
 * this machine, or is refused by its name. {@code docs/local-models.md} lists them all.
 *
 * @param obeyed fields that change the answer as OpenAI describes
 * @param without fields without an effect here: who asks, hints for another provider's caches
 * @param only fields of which one value can be had here, with that value in words
 */
record FieldRules(Set<String> obeyed, Set<String> without, Map<String, Only> only) {
    private static final Set<String> SAMPLING = Set.of(
            "model",
            "stream",
            "stream_options",
            "n",
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "repeat_penalty",
            "presence_penalty",
            "frequency_penalty",
            "max_tokens",
            "seed",
            "stop",
            "logit_bias",
            "logprobs");

    static final FieldRules CHAT = new FieldRules(
            with(
                    "messages",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "response_format",
                    "top_logprobs",
                    "max_completion_tokens",
                    "reasoning_effort",
                    "continue_final_message",
                    "add_generation_prompt",
                    "chat_template_kwargs"),
            Set.of(
                    "user",
                    "safety_identifier",
                    "metadata",
                    "prompt_cache_key",
                    "prompt_cache_retention",
                    "prediction"),
            Map.of(
                    "store", new Only(node -> node.isBoolean() && !node.booleanValue(), "false"),
                    "service_tier",
                            new Only(
                                    node -> Set.of("auto", "default").contains(node.asText()),
                                    "\"auto\" or \"default\""),
                    "modalities",
                            new Only(
                                    node -> node.size() == 1
                                            && node.path(0).asText().equals("text"),
                                    "[\"text\"]"),
                    "verbosity", new Only(node -> node.asText().equals("medium"), "\"medium\""),
                    "audio", new Only(node -> false, "none"),
                    "web_search_options", new Only(node -> false, "none"),
                    "moderation", new Only(node -> false, "none"),
                    "functions", new Only(node -> node.isArray() && node.isEmpty(), "'tools'"),
                    "function_call",
                            new Only(node -> node.asText().equals("none"), "'tool_choice'")));

    static final FieldRules COMPLETION = new FieldRules(
            with("prompt", "best_of", "echo"),
            Set.of("user", "metadata"),
            Map.of("suffix", new Only(node -> node.asText().isEmpty(), "none")));

    /**
     * A field of which one value can be had.
     *
     * @param fits whether the value is the one
     * @param words what is expected
     */
    record Only(Predicate<JsonNode> fits, String words) {}

    private static Set<String> with(String... fields) {
        Set<String> all = new HashSet<>(SAMPLING);
        all.addAll(Set.of(fields));
        return Set.copyOf(all);
    }

    /**
     * Refuses fields that can't be obeyed.
     *
     * @throws dev.sluice.upstream.UpstreamException with the field's name
     */
    void check(JsonNode asked) {
        asked.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (value.isNull() || obeyed.contains(name) || without.contains(name)) {
                return;
            }
            Only one = only.get(name);
            if (one == null) {
                throw RequestFields.invalid(
                        "'" + RequestFields.cut(name)
                                + "' is not a parameter of local models (expected: one of those "
                                + "in docs/local-models.md)",
                        name,
                        "unknown_parameter");
            }
            if (!one.fits().test(value)) {
                throw RequestFields.unsupported(value, name, one.words());
            }
        });
    }
}
