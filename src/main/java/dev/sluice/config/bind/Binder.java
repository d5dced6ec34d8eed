package dev.sluice.config.bind;

import dev.sluice.common.Nearest;
import dev.sluice.config.bind.FieldType.Choice;
import dev.sluice.config.bind.FieldType.Many;
import dev.sluice.config.bind.FieldType.Named;
import dev.sluice.config.bind.FieldType.Nested;
import dev.sluice.config.bind.FieldType.Scalar;
import dev.sluice.config.bind.RecordShape.Field;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a YAML tree into configuration records. The record is always complete: unusable values are
 * replaced by defaults or harmless values and reported to the {@link Diagnostics}, so that the
 * rules can check the rest. Confined to one thread; made for one reading.
 */
public final class Binder {
    /**
     * Far more than any real file has; stops a small file full of aliases from becoming a large
     * configuration.
     */
    private static final int MOST_VALUES = 100_000;

    private static final String TAGGED =
            "has a YAML tag (!), expected a value without one; quote text that starts with !";

    private final Diagnostics diagnostics;
    private final Variables variables;
    private int values;

    public Binder(Diagnostics diagnostics, Variables variables) {
        this.diagnostics = diagnostics;
        this.variables = variables;
    }

    /** The record at the root of a file; null stands for an empty file. */
    public <T extends Record> T root(Class<T> type, @Nullable Node node, FieldPath path) {
        if (node == null) {
            return type.cast(RecordShape.of(type).defaults());
        }
        diagnostics.place(path, Nodes.spot(node));
        if (Nodes.isTagged(node)) {
            diagnostics.fail(path, TAGGED);
            return type.cast(RecordShape.of(type).defaults());
        }
        return type.cast(record(RecordShape.of(type), node, path));
    }

    /** The value of a field that is present in the file. */
    public Object value(Field field, Node node, FieldPath path) {
        if (++values > MOST_VALUES) {
            if (values == MOST_VALUES + 1) {
                diagnostics.fail(
                        path,
                        "is one value too many, expected at most " + MOST_VALUES + " in a file");
            }
            return field.standIn();
        }
        if (Nodes.isTagged(node)) {
            diagnostics.fail(path, TAGGED);
            return field.standIn();
        }
        return switch (field.type()) {
            case Scalar scalar -> scalar(field, node, path);
            case Choice choice -> scalar(field, node, path);
            case Many list -> list(field.element(list.element()), node, path);
            case Named map -> map(field, field.element(map.element()), node, path);
            case Nested nested -> record(RecordShape.of(nested.type()), node, path);
        };
    }

    private Record record(RecordShape shape, Node node, FieldPath path) {
        if (Nodes.isNull(node)) {
            return record(shape, Nodes.emptyMapping(node), path);
        }
        if (!(node instanceof MappingNode mapping)) {
            diagnostics.fail(
                    path,
                    "is " + Nodes.kind(node) + ", expected the fields "
                            + String.join(", ", shape.names()));
            return shape.defaults();
        }
        Map<String, Entry> given = entries(mapping, path);
        given.forEach((name, entry) -> {
            if (!shape.has(name)) {
                unknown(shape, path.field(name), entry);
            }
        });
        List<@Nullable Object> arguments = new ArrayList<>();
        for (Field field : shape.fields()) {
            Entry entry = given.get(field.name());
            FieldPath at = path.field(field.name());
            arguments.add(
                    entry == null || Nodes.isNull(entry.value())
                            ? missing(field, at)
                            : present(field, entry.value(), at));
        }
        return shape.create(arguments.toArray());
    }

    private @Nullable Object present(Field field, Node node, FieldPath path) {
        return isLeftEmpty(field, node) ? null : value(field, node, path);
    }

    /**
     * Whether the variable of an optional field leaves it empty, as in {@code "${DATABASE_URL:-}"}.
     */
    private boolean isLeftEmpty(Field field, Node node) {
        if (!field.nullable() || !(node instanceof ScalarNode scalar) || Nodes.isTagged(node)) {
            return false;
        }
        Variables.Filled filled = variables.fill(scalar.getValue());
        return filled.changed() && filled.problem() == null && filled.text().isEmpty();
    }

    private @Nullable Object missing(Field field, FieldPath path) {
        if (field.setting().required()) {
            diagnostics.fail(path, "is missing, expected " + Scalars.expected(field));
        }
        return field.nullable() ? null : field.standIn();
    }

    private void unknown(RecordShape shape, FieldPath path, Entry entry) {
        diagnostics.report(
                path,
                Nodes.spot(entry.key()),
                path.step().equals("<<")
                        ? "is a merge key, which is not supported; write the fields out"
                        : "is not a known field" + Hint.about(path.step(), shape.names()));
    }

    private List<Object> list(Field element, Node node, FieldPath path) {
        if (!(node instanceof SequenceNode sequence)) {
            diagnostics.fail(path, "is " + Nodes.kind(node) + ", expected a list");
            return List.of();
        }
        if (element.setting().required() && sequence.getValue().isEmpty()) {
            diagnostics.fail(path, "is empty, expected at least one entry");
        }
        List<Object> list = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            FieldPath at = path.at(list.size());
            diagnostics.place(at, Nodes.spot(item));
            list.add(value(element, item, at));
            if (values > MOST_VALUES) {
                break;
            }
        }
        return Collections.unmodifiableList(list);
    }

    private Map<String, Object> map(Field field, Field element, Node node, FieldPath path) {
        if (!(node instanceof MappingNode mapping)) {
            diagnostics.fail(path, "is " + Nodes.kind(node) + ", expected names with values");
            return Map.of();
        }
        Map<String, Object> map = new LinkedHashMap<>();
        entries(mapping, path).forEach((name, entry) -> {
            FieldPath at = path.field(name);
            if (field.names() != null && !field.names().matcher(name).matches()) {
                String expected = Scalars.expected(field);
                diagnostics.report(
                        at, Nodes.spot(entry.key()), "is not a valid name, expected " + expected);
            }
            map.put(name, value(element, entry.value(), at));
        });
        return Collections.unmodifiableMap(map);
    }

    /**
     * The entries of a mapping, with their places remembered; of duplicate names, the first one.
     */
    private Map<String, Entry> entries(MappingNode mapping, FieldPath path) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (var tuple : mapping.getValue()) {
            Node value = tuple.getValueNode();
            if (!(tuple.getKeyNode() instanceof ScalarNode key) || Nodes.isTagged(key)) {
                String message = "has a name that is not plain text, expected a field";
                diagnostics.report(path, Nodes.spot(tuple.getKeyNode()), message);
                continue;
            }
            FieldPath at = path.field(key.getValue());
            if (entries.putIfAbsent(key.getValue(), new Entry(key, value)) == null) {
                diagnostics.place(
                        at,
                        Nodes.spot(
                                value instanceof ScalarNode && !Nodes.isNull(value) ? value : key));
            } else {
                int first = Nodes.spot(entries.get(key.getValue()).key()).line();
                diagnostics.report(
                        at,
                        Nodes.spot(key),
                        "is given twice, first on line " + first + "; keep one");
            }
        }
        return entries;
    }

    private Object scalar(Field field, Node node, FieldPath path) {
        if (!(node instanceof ScalarNode scalar)) {
            diagnostics.fail(
                    path, "is " + Nodes.kind(node) + ", expected " + Scalars.expected(field));
            return field.standIn();
        }
        if (Nodes.isNull(node)) {
            diagnostics.fail(path, "is empty, expected " + Scalars.expected(field));
            return field.standIn();
        }
        if (!field.secret()) {
            String raw = scalar.getValue();
            diagnostics.show(path, field.type() == Scalar.URL ? Shown.address(raw) : raw);
        }
        Variables.Filled filled = variables.fill(scalar.getValue());
        if (filled.problem() != null) {
            diagnostics.fail(path, filled.problem());
            return field.standIn();
        }
        Object value = Scalars.parse(field, filled.text());
        if (value == null) {
            diagnostics.fail(
                    path,
                    misfit(field, path, filled) + ", expected " + Scalars.expected(field)
                            + meant(field, filled.text()));
            return field.standIn();
        }
        return value;
    }

    private static String meant(Field field, String text) {
        return field.type() instanceof Choice choice && !field.secret()
                ? Nearest.hint(text, choice.labels(), "")
                : "";
    }

    private String misfit(Field field, FieldPath path, Variables.Filled filled) {
        if (field.secret()) {
            return "is not valid (its value is not shown)";
        }
        String shown = diagnostics.shown(path, "");
        return filled.changed()
                ? "is " + shown + ", whose value from the environment is not valid"
                : "is " + shown;
    }

    /** A name and its value. */
    private record Entry(ScalarNode key, Node value) {}
}
