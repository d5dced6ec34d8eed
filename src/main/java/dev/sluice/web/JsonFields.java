package dev.sluice.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.common.Nearest;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads the fields of an untrusted JSON object one by one and reports each wrong one with its path,
 * its value and what was expected. Never throws because of the content; a wrong field is read as
 * null. Other fields are ignored.
 */
public final class JsonFields {
    /** At most so many unknown fields are reported. */
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

    /** The fields of an object. */
    public static JsonFields of(ObjectNode object, Faults faults) {
        return of(object, ShownValue.ON_LINE, faults);
    }

    /** Like {@link #of(ObjectNode, Faults)}, with a given way of showing wrong values. */
    public static JsonFields of(JsonNode object, ShownValue shown, Faults faults) {
        return new JsonFields(object, "", shown, faults::add);
    }

    /**
     * Parses an object.
     *
     * @param json the whole text in UTF-8; the caller limits its size
     * @param problems receives one sentence for each mistake
     * @return null when it is not valid JSON or not an object
     */
    public static @Nullable JsonFields parse(byte[] json, Consumer<String> problems) {
        JsonNode root;
        try {
            root = StrictJson.FILE.read(json);
        } catch (StrictJson.InvalidJsonException e) {
            problems.accept("is not valid JSON: " + ShownValue.ON_LINE.printable(e.why()));
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

    /** Whether the object has a field of that name that is not null. */
    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** A text of 1 to 512 characters. */
    public @Nullable String text(String name) {
        return text(name, TEXT_MAX);
    }

    /** A text of 1 to {@code most} characters that the database can store. */
    public @Nullable String text(String name, int most) {
        JsonNode value = node.path(name);
        if (value.isTextual() && StrictJson.isStorable(value.textValue(), most)) {
            return value.textValue();
        }
        fail(name, "a text of 1 to " + most + " characters");
        return null;
    }

    /** A text of at most 512 characters; may be missing. */
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

    /** A number in {@code [least, most]}; may be missing. */
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

    /**
     * The value, for a field that may have more than one type; a missing node when it is missing.
     */
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
     * A list of objects; null when it is not a list or has more than {@code most} elements.
     * Elements that are not objects are reported and left out.
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
     * A list of pairs of numbers; null when it is empty or longer than {@code most}, or an element
     * is not a pair.
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
     * A list of texts of 1 to 512 characters, with null for wrong ones; null when it is not a list
     * or has more than {@code most} elements.
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

    /** The names of the object's fields, as written. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /**
     * Reports fields with other names than these and suggests similar ones, so that a misspelt name
     * is not silently ignored.
     */
    public void allowOnly(List<String> known) {
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

    /** Reports a wrong element of a list. */
    public void fail(String name, int index, String expected) {
        JsonNode value = node.path(name).path(index);
        problems.accept(
                new Problem.Field(path + name + "[" + index + "]", shown.of(value), expected));
    }

    /**
     * Reports a wrong field, with its value.
     *
     * @param expected completes "expected ..."; in a sentence about a file it may also be a clause
     *     that begins with {@code which}
     */
    public void fail(String name, String expected) {
        problems.accept(new Problem.Field(path + name, shown.of(node.path(name)), expected));
    }
}
