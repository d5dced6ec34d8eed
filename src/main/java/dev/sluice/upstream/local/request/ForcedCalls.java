package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Makes a model call tools that its template does not know: they are described in the system's
 * message, and a JSON schema, which the engine turns into a grammar, leaves nothing but a call to
 * be written: {@code {"name": ..., "arguments": ...}}, or an array of those.
 */
record ForcedCalls(ToolUse.Forced use) {
    /** Bounds what a model without a sense for the end of a list writes. */
    private static final int CALLS_MAX = 8;

    void write(ObjectNode written) {
        describe((ArrayNode) written.get("messages"));
        ObjectNode format = written.putObject("response_format").put("type", "json_schema");
        format.putObject("json_schema").put("name", "calls").set("schema", schema());
    }

    private void describe(ArrayNode messages) {
        StringBuilder text = new StringBuilder("You call functions. These are there:\n");
        use.tools().forEach(tool -> text.append(tool.get("function")).append('\n'));
        text.append("Answer with ")
                .append(use.several() ? "a JSON array of objects" : "a JSON object")
                .append(" {\"name\": the function's name, \"arguments\": its arguments}.");
        JsonNode first = messages.get(0);
        if (first instanceof ObjectNode system && system.path("role").asText().equals("system")) {
            system.put("content", system.path("content").asText() + "\n\n" + text);
        } else {
            messages.insertObject(0).put("role", "system").put("content", text.toString());
        }
    }

    private ObjectNode schema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        ObjectNode definitions = JsonNodeFactory.instance.objectNode();
        ObjectNode call = schema;
        if (use.several()) {
            schema.put("type", "array").put("minItems", 1).put("maxItems", CALLS_MAX);
            call = schema.putObject("items");
        }
        ArrayNode alternatives = use.tools().size() == 1 ? null : call.putArray("anyOf");
        for (int i = 0; i < use.tools().size(); i++) {
            JsonNode function = use.tools().get(i).get("function");
            String name = "tool" + i;
            definitions.set(name, parameters(function, "#/$defs/" + name));
            ObjectNode one = alternatives == null ? call : alternatives.addObject();
            one.put("type", "object").put("additionalProperties", false);
            ObjectNode properties = one.putObject("properties");
            properties.putObject("name").set("const", function.get("name"));
            properties.putObject("arguments").put("$ref", "#/$defs/" + name);
            one.putArray("required").add("name").add("arguments");
        }
        schema.set("$defs", definitions);
        return schema;
    }

    /** The function's parameters, with references from their new place. */
    private static JsonNode parameters(JsonNode function, String place) {
        JsonNode parameters = function.get("parameters");
        if (parameters == null || parameters.isEmpty()) { // OpenAI: a function without parameters.
            ObjectNode none = JsonNodeFactory.instance.objectNode();
            none.put("type", "object").put("additionalProperties", false).putObject("properties");
            return none;
        }
        return moved(parameters, place);
    }

    private static JsonNode moved(JsonNode node, String place) {
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(node.size());
            node.forEach(element -> array.add(moved(element, place)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(field -> {
            JsonNode value = field.getValue();
            boolean reference = field.getKey().equals("$ref")
                    && value.isTextual()
                    && value.textValue().startsWith("#");
            object.set(
                    field.getKey(),
                    reference
                            ? TextNode.valueOf(place + value.textValue().substring(1))
                            : moved(value, place));
        });
        return object;
    }
}
