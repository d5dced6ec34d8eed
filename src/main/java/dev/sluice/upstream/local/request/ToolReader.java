package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Reads {@code tools}, {@code tool_choice} in all its forms and {@code parallel_tool_calls} (<a
 * href="https://platform.openai.com/docs/api-reference/chat/create">Chat</a>).
 */
record ToolReader(ChatMessages conversation, TemplateAbilities abilities) {
    private static final String CHOICES = "\"none\", \"auto\", \"required\", a function "
            + "{\"type\":\"function\",\"function\":{\"name\":...}} or {\"type\":\"allowed_tools\"}";

    ToolUse read(JsonNode asked) {
        JsonNode given = RequestFields.given(asked, "tools");
        ArrayNode tools =
                given == null ? JsonNodeFactory.instance.arrayNode() : conversation.tools(given);
        JsonNode parallelNode = RequestFields.given(asked, "parallel_tool_calls");
        Boolean parallel = parallelNode == null
                ? null
                : RequestFields.bool(parallelNode, "parallel_tool_calls");
        JsonNode choice = RequestFields.given(asked, "tool_choice");
        if (choice == null) {
            return use(given, tools, "auto", parallel);
        }
        if (choice.isTextual()) {
            String mode = choice.textValue();
            if (!Set.of("none", "auto", "required").contains(mode)) {
                throw RequestFields.wrongValue(choice, "tool_choice", CHOICES);
            }
            if (tools.isEmpty() && mode.equals("required")) {
                throw noTools(choice);
            }
            return use(given, tools, mode, parallel);
        }
        if (!choice.isObject()) {
            throw RequestFields.wrongType(choice, "tool_choice", CHOICES);
        }
        if (tools.isEmpty()) {
            throw noTools(choice);
        }
        JsonNode type = RequestFields.required(choice, "type", "tool_choice.type");
        return switch (RequestFields.text(type, "tool_choice.type")) {
            case "function" ->
                // One function: a second call of it would be the same one again.
                use(given, chosen(tools, Set.of(nameIn(choice, "tool_choice"))), "required", false);
            case "allowed_tools" -> allowed(given, tools, choice, parallel);
            default ->
                throw RequestFields.unsupported(
                        type, "tool_choice.type", "\"function\" or \"allowed_tools\"");
        };
    }

    private ToolUse allowed(
            @Nullable JsonNode given,
            ArrayNode tools,
            JsonNode choice,
            @Nullable Boolean parallel) {
        String at = "tool_choice.allowed_tools";
        JsonNode allowed =
                RequestFields.object(RequestFields.required(choice, "allowed_tools", at), at);
        JsonNode modeNode = RequestFields.required(allowed, "mode", at + ".mode");
        String mode = RequestFields.text(modeNode, at + ".mode");
        if (!Set.of("auto", "required").contains(mode)) {
            throw RequestFields.wrongValue(modeNode, at + ".mode", "\"auto\" or \"required\"");
        }
        JsonNode list = RequestFields.array(
                RequestFields.required(allowed, "tools", at + ".tools"), at + ".tools");
        if (list.isEmpty()) {
            throw RequestFields.wrongValue(list, at + ".tools", "at least one tool");
        }
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < list.size(); i++) {
            names.add(nameIn(
                    RequestFields.object(list.get(i), at + ".tools[" + i + "]"),
                    at + ".tools[" + i + "]"));
        }
        return use(given, chosen(tools, names), mode, parallel);
    }

    private ToolUse use(
            @Nullable JsonNode given, ArrayNode tools, String mode, @Nullable Boolean parallel) {
        if (tools.isEmpty() || mode.equals("none")) {
            return new ToolUse.None();
        }
        boolean required = mode.equals("required");
        if (abilities.tools()) {
            return new ToolUse.Offered(tools, required, parallel);
        }
        if (required) {
            // A list only when it is asked for: a small model fills whatever list it may write.
            return new ToolUse.Forced(tools, Boolean.TRUE.equals(parallel));
        }
        throw RequestFields.invalid(
                "'tools' is an array of " + (given == null ? 0 : given.size())
                        + ", and this model's chat template can't describe tools, so the model "
                        + "can't choose to call one (expected: no tools, or a 'tool_choice' of "
                        + "\"required\" or of a function, which a grammar enforces)",
                "tools",
                "unsupported_value");
    }

    private static ArrayNode chosen(ArrayNode tools, Set<String> names) {
        ArrayNode chosen = JsonNodeFactory.instance.arrayNode();
        for (String name : names) {
            boolean found = false;
            for (JsonNode tool : tools) {
                if (tool.path("function").path("name").asText().equals(name)) {
                    chosen.add(tool);
                    found = true;
                }
            }
            if (!found) {
                throw RequestFields.invalid(
                        "'tool_choice' names the function '" + name
                                + "' (expected: one of 'tools')",
                        "tool_choice",
                        "invalid_value");
            }
        }
        return chosen;
    }

    private static String nameIn(JsonNode object, String param) {
        String at = param + ".function";
        JsonNode function =
                RequestFields.object(RequestFields.required(object, "function", at), at);
        return RequestFields.text(
                RequestFields.required(function, "name", at + ".name"), at + ".name");
    }

    private static RuntimeException noTools(JsonNode choice) {
        return RequestFields.wrongValue(
                choice, "tool_choice", "\"none\" or \"auto\", since there are no 'tools'");
    }
}
