package dev.sluice.upstream.local;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.upstream.local.request.TemplateAbilities;

/**
 * What an engine reports about its model.
 *
 * @param beginToken the text of the token that begins a text; empty if it is not known
 * @param endToken the text of the token that ends an answer; empty if it is not known
 * @param chatTemplate the model's template, in Jinja's language; empty if it is not known
 * @param abilities what the template can express
 */
record EngineProperties(
        String beginToken, String endToken, String chatTemplate, TemplateAbilities abilities) {
    /** Of an engine that reports nothing. */
    static final EngineProperties UNKNOWN =
            new EngineProperties("", "", "", TemplateAbilities.UNKNOWN);

    /** Reads the engine's answer to {@code /props}. */
    static EngineProperties of(JsonNode reported) {
        return new EngineProperties(
                reported.path("bos_token").asText(""),
                reported.path("eos_token").asText(""),
                reported.path("chat_template").asText(""),
                TemplateAbilities.of(reported));
    }
}
