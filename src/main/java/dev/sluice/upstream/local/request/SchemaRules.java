package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import dev.sluice.upstream.UpstreamException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Rewrites a JSON schema for the engine, which makes a grammar of it and passes over in silence
 * what it doesn't know. What a {@code strict} schema asks for and a grammar can't enforce is
 * refused by its place, as OpenAI does (<a
 * href="https://platform.openai.com/docs/guides/structured-outputs#supported-schemas">Structured
 * outputs</a>); without {@code strict} it is left out. Confined to one thread.
 */
final class SchemaRules {
    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "integer", "number", "boolean", "null");

    /** Keywords that no grammar here enforces. */
    private static final Set<String> BEYOND = Set.of(
            "not",
            "if",
            "then",
            "else",
            "dependencies",
            "dependentRequired",
            "dependentSchemas",
            "patternProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
            "contains",
            "minContains",
            "maxContains",
            "multipleOf");

    private static final Set<String> BOUNDS =
            Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");

    /** More of them than this the engine refuses, without a word about where. */
    private static final int COUNT_MAX = 2_000;

    private static final Set<String> COUNTS =
            Set.of("minLength", "maxLength", "minItems", "maxItems");

    private static final Set<String> FORMATS = Set.of("date", "time", "date-time", "uuid");

    /** Beside these, which are a grammar of their own, the engine looks at nothing else. */
    private static final List<String> ALONE = List.of("$ref", "anyOf", "oneOf");

    private static final Set<String> CONSTRAINTS = Set.of(
            "properties",
            "required",
            "additionalProperties",
            "items",
            "prefixItems",
            "pattern",
            "format",
            "enum",
            "const",
            "allOf");

    private final JsonNode root;
    private final boolean strict;

    private SchemaRules(JsonNode root, boolean strict) {
        this.root = root;
        this.strict = strict;
    }

    /**
     * The schema as the engine enforces it.
     *
     * @param at its place in the request
     * @throws UpstreamException if it is not valid, or if it is strict and can't be enforced
     */
    static ObjectNode enforced(JsonNode schema, String at, boolean strict) {
        return new SchemaRules(schema, strict).object(schema, at);
    }

    private JsonNode schema(JsonNode schema, String at) {
        if (schema.isBoolean()) {
            if (!schema.booleanValue()) {
                beyond(schema, at);
            }
            return JsonNodeFactory.instance.objectNode(); // Anything.
        }
        return object(schema, at);
    }

    private ObjectNode object(JsonNode schema, String at) {
        RequestFields.object(schema, at);
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        alone(schema, at);
        schema.properties().forEach(field -> {
            JsonNode kept =
                    keyword(schema, field.getKey(), field.getValue(), at + "." + field.getKey());
            if (kept != null) {
                written.set(field.getKey(), kept);
            }
        });
        if (written.path("allOf").size() == 1 && written.size() == 1) {
            return (ObjectNode) written.get("allOf").get(0);
        }
        return written;
    }

    private void alone(JsonNode schema, String at) {
        for (String keyword : ALONE) {
            if (schema.has(keyword)) {
                for (Iterator<String> names = schema.fieldNames(); names.hasNext(); ) {
                    String name = names.next();
                    if (CONSTRAINTS.contains(name)
                            || COUNTS.contains(name)
                            || BOUNDS.contains(name)) {
                        refuse(
                                schema.get(name),
                                at + "." + name,
                                "nothing beside '" + keyword + "'");
                    }
                }
            }
        }
    }

    private @Nullable JsonNode keyword(JsonNode schema, String name, JsonNode value, String at) {
        if (BEYOND.contains(name)) {
            beyond(value, at);
            return null;
        }
        if (COUNTS.contains(name)) {
            RequestFields.integerWithin(value, at, 0, COUNT_MAX);
            return value;
        }
        if (BOUNDS.contains(name)) {
            if (!isWhole(schema.path("type"))) {
                refuse(value, at, "no bounds but of an integer");
            }
            return value;
        }
        return switch (name) {
            case "type" -> type(value, at);
            case "$ref" -> reference(value, at);
            case "properties", "$defs", "definitions" -> each(value, at);
            case "anyOf", "oneOf", "allOf", "prefixItems" -> list(value, at);
            case "items" -> items(schema, value, at);
            case "additionalProperties" -> value.isBoolean() ? value : object(value, at);
            case "unevaluatedProperties", "unevaluatedItems" -> null;
            case "uniqueItems" -> {
                if (value.booleanValue()) {
                    beyond(value, at);
                }
                yield null;
            }
            case "pattern" -> pattern(schema, value, at);
            case "format" -> {
                if (!FORMATS.contains(RequestFields.text(value, at))) {
                    refuse(
                            value,
                            at,
                            String.join(", ", FORMATS.stream().sorted().toList()));
                }
                yield value;
            }
            default -> value;
        };
    }

    private static boolean isWhole(JsonNode type) {
        List<JsonNode> types = type.isArray() ? list(type) : List.of(type);
        return types.stream().anyMatch(it -> "integer".equals(it.textValue()))
                && types.stream().allMatch(it -> Set.of("integer", "null").contains(it.asText()));
    }

    private static JsonNode type(JsonNode value, String at) {
        List<JsonNode> types = value.isArray() ? list(value) : List.of(value);
        for (JsonNode type : types) {
            if (!type.isTextual() || !TYPES.contains(type.textValue())) {
                throw RequestFields.wrongValue(
                        type, at, String.join(", ", TYPES.stream().sorted().toList()));
            }
        }
        return value;
    }

    private JsonNode reference(JsonNode value, String at) {
        String to = RequestFields.text(value, at);
        String inside = to.startsWith("#") ? to.substring(1) : null;
        boolean found = inside != null
                && (inside.isEmpty()
                        || (inside.startsWith("/") && !root.at(inside).isMissingNode()));
        if (!found) {
            throw RequestFields.wrongValue(
                    value, at, "a place in the same schema, as in #/$defs/name");
        }
        return value;
    }

    private ObjectNode each(JsonNode value, String at) {
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        RequestFields.object(value, at)
                .properties()
                .forEach(field -> written.set(
                        field.getKey(), schema(field.getValue(), at + "." + field.getKey())));
        return written;
    }

    private ArrayNode list(JsonNode value, String at) {
        RequestFields.array(value, at);
        ArrayNode written = JsonNodeFactory.instance.arrayNode(value.size());
        for (int i = 0; i < value.size(); i++) {
            written.add(schema(value.get(i), at + "[" + i + "]"));
        }
        return written;
    }

    private @Nullable JsonNode items(JsonNode schema, JsonNode value, String at) {
        boolean closed = schema.has("prefixItems") && value.isBoolean();
        return closed ? null : value.isArray() ? list(value, at) : schema(value, at);
    }

    private @Nullable JsonNode pattern(JsonNode schema, JsonNode value, String at) {
        String enforced = SchemaPattern.forEngine(RequestFields.text(value, at));
        if (enforced == null) {
            refuse(
                    value,
                    at,
                    "a regular expression of characters, classes, groups, alternatives and "
                            + "repetitions, without look-around and without what JSON escapes");
            return null;
        }
        if (schema.has("minLength") || schema.has("maxLength")) {
            refuse(value, at, "no pattern beside a length; write the length into the pattern");
        }
        return TextNode.valueOf(enforced);
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }

    private void beyond(JsonNode value, String at) {
        refuse(value, at, "none, since a grammar can't enforce it; or leave out 'strict'");
    }

    /** Only a strict schema is all or nothing. */
    private void refuse(JsonNode value, String at, String expected) {
        if (strict) {
            throw RequestFields.unsupported(value, at, expected);
        }
    }
}
