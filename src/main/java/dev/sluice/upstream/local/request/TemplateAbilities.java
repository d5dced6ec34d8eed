package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the chat template of a model can express, as its engine reports it in {@code
 * chat_template_caps} of {@code /props}.
 *
 * @param tools whether tools that may be called can be described to the model
 * @param reasoningEffort whether the model can be told how long to think
 */
public record TemplateAbilities(boolean tools, boolean reasoningEffort) {
    /** Of an engine that reports nothing: it is trusted to refuse what it can't do. */
    public static final TemplateAbilities UNKNOWN = new TemplateAbilities(true, true);

    /** Reads the engine's answer to {@code /props}. */
    public static TemplateAbilities of(JsonNode properties) {
        JsonNode reported = properties.path("chat_template_caps");
        return reported.isObject()
                ? new TemplateAbilities(
                        reported.path("supports_tools").asBoolean(false)
                                && reported.path("supports_tool_calls").asBoolean(false),
                        reported.path("supports_reasoning_effort").asBoolean(false))
                : UNKNOWN;
    }
}
