package dev.sluice.config.bind;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.config.bind.FieldType.Choice;
import dev.sluice.config.bind.FieldType.Many;
import dev.sluice.config.bind.FieldType.Named;
import dev.sluice.config.bind.FieldType.Nested;
import dev.sluice.config.bind.FieldType.Scalar;
import dev.sluice.config.bind.RecordShape.Field;

import java.util.Locale;

/**
 * Writes the JSON Schema (draft 2020-12) of a file, for editors and pipelines, from the same
 * records that the reader binds. It describes single fields; only the reader checks rules between
 * fields. Confined to one thread; made for one use.
 */
public final class SchemaWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String ENVIRONMENT = "environment";

    private final ObjectNode definitions = JSON.objectNode();

    private SchemaWriter() {}

    /**
     * The schema as text that ends with a line break; always the same for the same records.
     *
     * @param title the name of the file
     */
    public static String write(String title, String description, Class<? extends Record> root) {
        ObjectNode schema = new SchemaWriter().schema(title, description, root);
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(indent);
        try {
            return new JsonMapper().writer(printer).writeValueAsString(schema) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private ObjectNode schema(String title, String description, Class<? extends Record> root) {
        ObjectNode schema = JSON.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", title);
        schema.put("description", description);
        describe(schema, root);
        definitions
                .putObject(ENVIRONMENT)
                .put("description", "Filled from the environment: ${NAME}, or ${NAME:-default}.")
                .put("type", "string")
                .put("pattern", "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}");
        schema.set("$defs", definitions);
        return schema;
    }

    private void describe(ObjectNode schema, Class<? extends Record> type) {
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        ObjectNode properties = JSON.objectNode();
        var required = JSON.arrayNode();
        for (Field field : RecordShape.of(type).fields()) {
            ObjectNode property =
                    JSON.objectNode().put("description", field.setting().value());
            property.setAll(value(field));
            if (!field.setting().byDefault().isEmpty()) {
                byDefault(property, field);
            }
            if (field.setting().required()) {
                required.add(field.name());
            }
            properties.set(field.name(), property);
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.set("properties", properties);
    }

    private ObjectNode value(Field field) {
        return switch (field.type()) {
            case Many list -> {
                ObjectNode schema = JSON.objectNode().put("type", "array");
                if (field.setting().required()) {
                    schema.put("minItems", 1);
                }
                schema.set("items", value(field.element(list.element())));
                yield schema;
            }
            case Named map -> {
                ObjectNode schema = JSON.objectNode().put("type", "object");
                if (field.names() != null) {
                    schema.putObject("propertyNames")
                            .put("pattern", whole(field.setting().names()));
                }
                schema.set("additionalProperties", value(field.element(map.element())));
                yield schema;
            }
            case Nested nested -> reference(nested.type());
            case Choice choice -> orEnvironment(choice(choice));
            case Scalar scalar -> scalar(scalar, field.setting());
        };
    }

    private ObjectNode reference(Class<? extends Record> type) {
        String name = type.getSimpleName().replaceFirst("Config$", "").toLowerCase(Locale.ROOT);
        if (!definitions.has(name)) {
            ObjectNode definition = definitions.putObject(name);
            describe(definition, type);
        }
        return JSON.objectNode().put("$ref", "#/$defs/" + name);
    }

    private static ObjectNode choice(Choice choice) {
        ObjectNode schema = JSON.objectNode();
        var labels = schema.putArray("enum");
        for (String label : choice.labels()) {
            labels.add(label);
            // YAML reads unquoted 1.1 and 2 as numbers.
            if (label.matches("[0-9]+")) {
                labels.add(Integer.parseInt(label));
            } else if (label.matches("[0-9.]+")) {
                labels.add(Double.parseDouble(label));
            } else if (label.equals("off")) {
                labels.add(false); // What YAML 1.1 reads it as.
            }
        }
        return schema;
    }

    private static ObjectNode scalar(Scalar scalar, Setting setting) {
        return switch (scalar) {
            case TEXT, SECRET -> {
                ObjectNode schema =
                        text(setting.pattern().isEmpty() ? Scalars.TEXT : setting.pattern());
                yield setting.pattern().isEmpty() ? schema : orEnvironment(schema);
            }
            case URL -> orEnvironment(text("[A-Za-z][A-Za-z0-9+.-]*://[^\\x00-\\x20]+"));
            case NETWORK -> orEnvironment(text(Network.NOTATION));
            case FLAG ->
                orEnvironment(JSON.objectNode().put("type", "boolean"), text(Scalars.FLAG));
            case DURATION ->
                orEnvironment(text(
                        Scalars.mayBeZero(setting) ? Scalars.DURATION_OR_ZERO : Scalars.DURATION));
            case DATE -> orEnvironment(text(Scalars.DATE));
            case DAYS -> orEnvironment(text(Scalars.DAYS));
            case WHOLE -> orEnvironment(limited("integer", setting));
            case DECIMAL, AMOUNT -> orEnvironment(limited("number", setting));
            case BYTES ->
                orEnvironment(
                        limited("integer", setting), text("(0|[1-9][0-9]{0,14})|" + Scalars.BYTES));
        };
    }

    private static ObjectNode limited(String type, Setting setting) {
        ObjectNode schema = JSON.objectNode().put("type", type);
        if (Double.isFinite(setting.min())) {
            limit(schema, "minimum", setting.min());
        }
        if (Double.isFinite(setting.max())) {
            limit(schema, "maximum", setting.max());
        }
        return schema;
    }

    private static void limit(ObjectNode schema, String name, double value) {
        if (value == Math.rint(value)) {
            schema.put(name, (long) value);
        } else {
            schema.put(name, value);
        }
    }

    private static ObjectNode text(String pattern) {
        return JSON.objectNode().put("type", "string").put("pattern", whole(pattern));
    }

    private static String whole(String pattern) {
        return "^(?:" + pattern + ")$";
    }

    private static ObjectNode orEnvironment(ObjectNode... schemas) {
        ObjectNode either = JSON.objectNode();
        var any = either.putArray("anyOf");
        for (ObjectNode schema : schemas) {
            any.add(schema);
        }
        any.addObject().put("$ref", "#/$defs/" + ENVIRONMENT);
        return either;
    }

    private static void byDefault(ObjectNode property, Field field) {
        String text = field.setting().byDefault();
        switch (field.type()) {
            case Scalar scalar
            when scalar == Scalar.WHOLE -> property.put("default", Integer.parseInt(text));
            case Scalar scalar
            when scalar == Scalar.DECIMAL -> property.put("default", Double.parseDouble(text));
            case Scalar scalar
            when scalar == Scalar.FLAG -> property.put("default", Boolean.parseBoolean(text));
            default -> property.put("default", text);
        }
    }
}
