package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The messages of a chat as the engine is given them.
 *
 * @param controls the control texts to remove
 * @param abilities what the model's template can express
 */
public record Conversation(ControlTexts controls, TemplateAbilities abilities) {
    /**
     * The messages, checked.
     *
     * @throws dev.sluice.upstream.UpstreamException if one is not valid
     */
    public JsonNode messages(JsonNode messages) {
        return new ChatMessages(controls, abilities).messages(messages);
    }
}
