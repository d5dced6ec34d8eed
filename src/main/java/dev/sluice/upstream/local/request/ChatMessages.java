package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Validates the messages of a chat and rewrites them for the engine, with only the fields it reads:
 * text only, disarmed by {@link ControlTexts}. Immutable.
 *
 * @param controls the control texts to remove
 * @param abilities what the model's template can express
 */
public record ChatMessages(ControlTexts controls, TemplateAbilities abilities) {
    private static final Set<String> ROLES =
            Set.of("system", "developer", "user", "assistant", "tool");

    /** OpenAI's rule for the names of functions. */
    private static final Pattern FUNCTION_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    /**
     * The messages, checked.
     *
     * @throws dev.sluice.upstream.UpstreamException if one is not valid
     */
    public ArrayNode messages(JsonNode node) {
        RequestFields.array(node, "messages");
        if (node.isEmpty()) {
            throw RequestFields.invalid(
                    "'messages' is empty (expected: at least one message)",
                    "messages",
                    "empty_array");
        }
        ArrayNode messages = JsonNodeFactory.instance.arrayNode(node.size());
        for (int i = 0; i < node.size(); i++) {
            messages.add(message(node.get(i), "messages[" + i + "]"));
        }
        return messages;
    }

    private ObjectNode message(JsonNode message, String param) {
        RequestFields.object(message, param);
        JsonNode roleNode = RequestFields.required(message, "role", param + ".role");
        String role = RequestFields.text(roleNode, param + ".role");
        if (!ROLES.contains(role)) {
            throw RequestFields.wrongValue(
                    roleNode, param + ".role", "system, developer, user, assistant or tool");
        }
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        // Chat templates do not know 'developer', the newer name of the system's role.
        written.put("role", role.equals("developer") ? "system" : role);
        JsonNode content = RequestFields.given(message, "content");
        JsonNode toolCalls =
                role.equals("assistant") ? RequestFields.given(message, "tool_calls") : null;
        if (content != null) {
            written.put("content", content(content, param + ".content"));
        } else if (toolCalls == null) {
            throw RequestFields.invalid(
                    "'" + param + ".content' is missing",
                    param + ".content",
                    "missing_required_parameter");
        }
        if (toolCalls != null) {
            ArrayNode calls = toolCalls(toolCalls, param + ".tool_calls");
            if (abilities.tools()) {
                written.set("tool_calls", calls);
            } else {
                asText(written, calls);
            }
        } else if (role.equals("tool") && !abilities.tools()) {
            written.put("role", "user")
                    .put("content", "Result: " + written.path("content").asText());
        }
        copyText(message, written, "name", param);
        copyText(message, written, "tool_call_id", param);
        copyText(message, written, "reasoning_content", param);
        return written;
    }

    /** The calls as the model would have written them, for a template that knows none. */
    private static void asText(ObjectNode written, ArrayNode calls) {
        StringBuilder text = new StringBuilder(written.path("content").asText(""));
        calls.forEach(call -> {
            JsonNode function = call.get("function");
            text.append(text.isEmpty() ? "" : "\n")
                    .append("{\"name\": ")
                    .append(function.get("name"))
                    .append(", \"arguments\": ")
                    .append(function.get("arguments").textValue())
                    .append('}');
        });
        written.put("content", text.toString());
    }

    /** Joins the parts as the engine would, so that no control text can hide across two of them. */
    private String content(JsonNode content, String param) {
        if (content.isTextual()) {
            return controls.disarm(content.textValue());
        }
        if (!content.isArray()) {
            throw RequestFields.wrongType(content, param, "a string or an array of text parts");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            String at = param + "[" + i + "]";
            JsonNode part = RequestFields.object(content.get(i), at);
            JsonNode type = RequestFields.required(part, "type", at + ".type");
            if (!RequestFields.text(type, at + ".type").equals("text")) {
                throw RequestFields.unsupported(type, at + ".type", "\"text\"");
            }
            text.append(i == 0 ? "" : "\n")
                    .append(RequestFields.text(
                            RequestFields.required(part, "text", at + ".text"), at + ".text"));
        }
        return controls.disarm(text.toString());
    }

    private ArrayNode toolCalls(JsonNode calls, String param) {
        RequestFields.array(calls, param);
        ArrayNode written = JsonNodeFactory.instance.arrayNode(calls.size());
        for (int i = 0; i < calls.size(); i++) {
            String at = param + "[" + i + "]";
            JsonNode call = RequestFields.object(calls.get(i), at);
            JsonNode function = RequestFields.object(
                    RequestFields.required(call, "function", at + ".function"), at + ".function");
            ObjectNode writtenCall = written.addObject().put("type", "function");
            copyText(call, writtenCall, "id", at);
            ObjectNode writtenFunction = writtenCall.putObject("function");
            writtenFunction.put("name", requiredText(function, "name", at + ".function"));
            writtenFunction.put("arguments", requiredText(function, "arguments", at + ".function"));
        }
        return written;
    }

    /**
     * The tools that the model may call. Their texts become part of the prompt, so they are
     * disarmed like messages.
     */
    ArrayNode tools(JsonNode tools) {
        RequestFields.array(tools, "tools");
        ArrayNode written = JsonNodeFactory.instance.arrayNode(tools.size());
        for (int i = 0; i < tools.size(); i++) {
            String at = "tools[" + i + "]";
            JsonNode tool = RequestFields.object(tools.get(i), at);
            JsonNode type = RequestFields.required(tool, "type", at + ".type");
            if (!RequestFields.text(type, at + ".type").equals("function")) {
                throw RequestFields.unsupported(type, at + ".type", "\"function\"");
            }
            JsonNode function = RequestFields.object(
                    RequestFields.required(tool, "function", at + ".function"), at + ".function");
            ObjectNode writtenFunction =
                    written.addObject().put("type", "function").putObject("function");
            String name = requiredText(function, "name", at + ".function");
            if (!FUNCTION_NAME.matcher(name).matches()) {
                throw RequestFields.wrongValue(
                        function.get("name"),
                        at + ".function.name",
                        "1 to 64 letters, digits, '_' or '-'");
            }
            writtenFunction.put("name", name);
            copyText(function, writtenFunction, "description", at + ".function");
            JsonNode parameters = RequestFields.given(function, "parameters");
            if (parameters != null) {
                JsonNode enforced = SchemaRules.enforced(
                        parameters,
                        at + ".function.parameters",
                        RequestFields.isStrict(function, at + ".function"));
                writtenFunction.set("parameters", disarmed(enforced));
            }
        }
        return written;
    }

    /** The same JSON with all strings and names disarmed. */
    JsonNode disarmed(JsonNode node) {
        if (node.isTextual()) {
            return TextNode.valueOf(controls.disarm(node.textValue()));
        }
        if (node.isArray()) {
            ArrayNode written = JsonNodeFactory.instance.arrayNode(node.size());
            node.forEach(element -> written.add(disarmed(element)));
            return written;
        }
        if (node.isObject()) {
            ObjectNode written = JsonNodeFactory.instance.objectNode();
            node.properties()
                    .forEach(field -> written.set(
                            controls.disarm(field.getKey()), disarmed(field.getValue())));
            return written;
        }
        return node;
    }

    private String requiredText(JsonNode object, String name, String param) {
        String at = param + "." + name;
        return controls.disarm(RequestFields.text(RequestFields.required(object, name, at), at));
    }

    private void copyText(JsonNode from, ObjectNode to, String name, String param) {
        JsonNode node = RequestFields.given(from, name);
        if (node != null) {
            to.put(name, controls.disarm(RequestFields.text(node, param + "." + name)));
        }
    }
}
