package dev.sluice.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.common.Nearest;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes the fields of a foreign JSON object one by one and tells of each that is not as it has to
 * be: its path, its value and what was expected. Never throws for what the text holds; what is
 * wrong is null. Other fields are left alone.
 */
public final class JsonFields {
    /** Misspelt names are told, but not thousands of them. */
    private static final int UNKNOWN_MAX = 8;

    private static final String MISSING = "missing";
    private static final String WHICH = "which ";
    private static final int TEXT_MAX = 512;

    private final JsonNode node;
    private final String path;
    private final ShownValue shown;
    private final Consumer<Problem.Field> problems;

    private JsonFields(
            JsonNode node, String path, ShownValue shown, Consumer<Problem.Field> problems) {
        this.node = node;
        this.path = path;
        this.shown = shown;
        this.problems = problems;
    }

    /** The fields of an object that has been read. */
    public static JsonFields of(ObjectNode object, Faults faults) {
        return of(object, ShownValue.ON_LINE, faults);
    }

    /** As {@link #of(ObjectNode, Faults)}, with a way to show what is wrong. */
    public static JsonFields of(JsonNode object, ShownValue shown, Faults faults) {
        return new JsonFields(object, "", shown, faults::add);
    }

    /**
     * The object that a text is.
     *
     * @param json all of it, in UTF-8; whoever calls bounds it
     * @param problems is told one sentence for each thing that is wrong
     * @return null when it is no JSON, or no object
     */
    public static @Nullable JsonFields parse(byte[] json, Consumer<String> problems) {
        JsonNode root;
        try {
            root = StrictJson.FILE.read(json);
        } catch (StrictJson.NoJsonException e) {
            problems.accept("is no JSON: " + ShownValue.ON_LINE.printable(e.why()));
            return null;
        }
        if (!root.isObject()) {
            problems.accept("is " + (root.isMissingNode() ? "empty" : ShownValue.ON_LINE.of(root))
                    + ", expected a JSON object");
            return null;
        }
        return new JsonFields(
                root, "", ShownValue.ON_LINE, wrong -> problems.accept(sentence(wrong)));
    }

    private static String sentence(Problem.Field wrong) {
        String is = wrong.value().equals(MISSING) ? " is missing" : " is " + wrong.value();
        String expected = wrong.expected();
        return wrong.field() + is + (expected.startsWith(WHICH) ? ", " : ", expected ") + expected;
    }

    /** Whether there is a field of that name that is not null. */
    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** A text of 1 to 512 characters. */
    public @Nullable String text(String name) {
        return text(name, TEXT_MAX);
    }

    /** A text of 1 to so many characters, of which the database can keep each. */
    public @Nullable String text(String name, int most) {
        JsonNode value = node.path(name);
        if (value.isTextual() && StrictJson.isStorable(value.textValue(), most)) {
            return value.textValue();
        }
        fail(name, "a text of 1 to " + most + " characters");
        return null;
    }

    /** A text of at most 512 characters, or none at all. */
    public @Nullable String textOrNull(String name) {
        return has(name) ? text(name) : null;
    }

    /** A finite number in {@code [least, most]}. */
    public @Nullable Double number(String name, double least, double most, String expected) {
        JsonNode value = node.get(name);
        if (value != null
                && value.isNumber()
                && value.doubleValue() >= least
                && value.doubleValue() <= most) {
            return value.doubleValue();
        }
        fail(name, expected);
        return null;
    }

    /** A number in {@code [least, most]}, or none at all. */
    public @Nullable Double numberOrNull(String name, double least, double most, String expected) {
        return has(name) ? number(name, least, most, expected) : null;
    }

    /** True or false. */
    public @Nullable Boolean truth(String name) {
        JsonNode value = node.get(name);
        if (value != null && value.isBoolean()) {
            return value.booleanValue();
        }
        fail(name, "true or false");
        return null;
    }

    /** The value itself, for a field that may be of more than one kind; a missing node for none. */
    public JsonNode value(String name) {
        return node.path(name);
    }

    /** An object. */
    public @Nullable JsonFields object(String name) {
        JsonNode value = node.get(name);
        if (value != null && value.isObject()) {
            return new JsonFields(value, path + name + ".", shown, problems);
        }
        fail(name, "an object");
        return null;
    }

    /**
     * A list of objects, without those that are none; null when it is no list, or one longer than
     * that.
     */
    public @Nullable List<JsonFields> objects(String name, int most) {
        JsonNode value = node.get(name);
        if (value == null || !value.isArray() || value.size() > most) {
            fail(name, "a list of at most " + most + " objects");
            return null;
        }
        List<JsonFields> objects = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String at = path + name + "[" + i + "]";
            if (value.get(i).isObject()) {
                objects.add(new JsonFields(value.get(i), at + ".", shown, problems));
            } else {
                problems.accept(new Problem.Field(at, shown.of(value.get(i)), "an object"));
            }
        }
        return objects;
    }

    /**
     * A list of pairs of numbers; null when anything in it is something else, or when it is longer
     * than that.
     */
    public @Nullable List<double[]> pairs(String name, int most) {
        JsonNode value = node.get(name);
        if (value == null || !value.isArray() || value.isEmpty() || value.size() > most) {
            fail(name, "a list of 1 to " + most + " pairs of numbers");
            return null;
        }
        List<double[]> pairs = new ArrayList<>();
        for (JsonNode pair : value) {
            if (!pair.isArray()
                    || pair.size() != 2
                    || !pair.get(0).isNumber()
                    || !pair.get(1).isNumber()) {
                problems.accept(new Problem.Field(
                        path + name + "[" + pairs.size() + "]", shown.of(pair), "two numbers"));
                return null;
            }
            pairs.add(new double[] {pair.get(0).doubleValue(), pair.get(1).doubleValue()});
        }
        return pairs;
    }

    /** A whole number in {@code [least, most]}. */
    public @Nullable Long whole(String name, long least, long most) {
        JsonNode value = node.get(name);
        if (value != null
                && value.isNumber()
                && value.canConvertToExactIntegral()
                && value.canConvertToLong()
                && value.longValue() >= least
                && value.longValue() <= most) {
            return value.longValue();
        }
        fail(name, "a whole number from " + least + " to " + most);
        return null;
    }

    /**
     * A list of texts of 1 to 512 characters; of those that are none null. Null when it is no list,
     * or a longer one.
     */
    public @Nullable List<@Nullable String> texts(String name, int most) {
        JsonNode value = node.get(name);
        if (value == null || !value.isArray() || value.size() > most) {
            fail(name, "a list of at most " + most + " texts");
            return null;
        }
        List<@Nullable String> texts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            JsonNode one = value.get(i);
            boolean fits = one.isTextual() && StrictJson.isStorable(one.textValue(), TEXT_MAX);
            texts.add(fits ? one.textValue() : null);
            if (!fits) {
                fail(name, i, "a text of 1 to 512 characters");
            }
        }
        return texts;
    }

    /** The names of its fields, as they were written. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /**
     * Tells of fields that are none of these, with the names that are near, so that no slip is lost
     * in silence.
     */
    public void noneBut(List<String> known) {
        int told = 0;
        for (String name : names()) {
            if (!known.contains(name) && told++ < UNKNOWN_MAX) {
                problems.accept(new Problem.Field(
                        path + shown.cut(name),
                        shown.of(node.path(name)),
                        "no such field"
                                + Nearest.hint(
                                        name, known, "; known: " + String.join(", ", known))));
            }
        }
    }

    /** Tells that an element of a list is not as it has to be. */
    public void fail(String name, int index, String expected) {
        JsonNode value = node.path(name).path(index);
        problems.accept(
                new Problem.Field(path + name + "[" + index + "]", shown.of(value), expected));
    }

    /**
     * Tells that a field is not as it has to be, with its value.
     *
     * @param expected completes "expected ..."; in a file's sentence it may also be a clause of its
     *     own, {@code which ...}
     */
    public void fail(String name, String expected) {
        problems.accept(new Problem.Field(path + name, shown.of(node.path(name)), expected));
    }
}
