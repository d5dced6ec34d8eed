package dev.sluice.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.common.Nearest;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Takes the fields of a foreign JSON object one by one and tells of each that is not as it has to
 * be: its path, its value and what was expected. Never throws for what the text holds; what is
 * wrong is null. Other fields are left alone.
 */
public final class JsonFields {
    /** Enough to recognise a value. */
    private static final int LONGEST_SHOWN = 60;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final ObjectReader READER =
            MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Misspelt names are told, but not thousands of them. */
    private static final int UNKNOWN_MAX = 8;

    private static final String MISSING = "missing";
    private static final String EXPECTED = "expected ";

    private final JsonNode node;
    private final String path;
    private final Consumer<Problem.Field> problems;

    private JsonFields(JsonNode node, String path, Consumer<Problem.Field> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    /**
     * The fields of an object that has been read.
     *
     * @param problems is told of each field that is wrong
     */
    public static JsonFields of(ObjectNode object, Consumer<Problem.Field> problems) {
        return new JsonFields(
                object,
                "",
                wrong -> problems.accept(new Problem.Field(
                        wrong.field(),
                        wrong.value(),
                        wrong.expected().startsWith(EXPECTED)
                                ? wrong.expected().substring(EXPECTED.length())
                                : wrong.expected())));
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
            // Jackson itself is lenient, and would guess other encodings.
            root = READER.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString());
        } catch (CharacterCodingException e) {
            problems.accept("is no JSON: it is not UTF-8");
            return null;
        } catch (JsonProcessingException e) {
            problems.accept("is no JSON: " + printable(e.getOriginalMessage()));
            return null;
        }
        if (!root.isObject()) {
            problems.accept("is " + (root.isMissingNode() ? "empty" : shown(root))
                    + ", expected a JSON object");
            return null;
        }
        return new JsonFields(root, "", wrong -> problems.accept(sentence(wrong)));
    }

    private static String sentence(Problem.Field wrong) {
        String is = wrong.value().equals(MISSING) ? " is missing" : " is " + wrong.value();
        return wrong.field() + is + ", " + wrong.expected();
    }

    /** Whether there is a field of that name that is not null. */
    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** A text of 1 to 512 characters. */
    public @Nullable String text(String name) {
        JsonNode value = node.get(name);
        if (value != null && value.isTextual() && isText(value.textValue())) {
            return value.textValue();
        }
        fail(name, "expected a text of 1 to 512 characters");
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
        fail(name, "expected " + expected);
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
        fail(name, "expected true or false");
        return null;
    }

    /** An object. */
    public @Nullable JsonFields object(String name) {
        JsonNode value = node.get(name);
        if (value != null && value.isObject()) {
            return new JsonFields(value, path + name + ".", problems);
        }
        fail(name, "expected an object");
        return null;
    }

    /**
     * A list of objects, without those that are none; null when it is no list, or one longer than
     * that.
     */
    public @Nullable List<JsonFields> objects(String name, int most) {
        JsonNode value = node.get(name);
        if (value == null || !value.isArray() || value.size() > most) {
            fail(name, "expected a list of at most " + most + " objects");
            return null;
        }
        List<JsonFields> objects = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String at = path + name + "[" + i + "]";
            if (value.get(i).isObject()) {
                objects.add(new JsonFields(value.get(i), at + ".", problems));
            } else {
                problems.accept(new Problem.Field(at, shown(value.get(i)), "expected an object"));
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
            fail(name, "expected a list of 1 to " + most + " pairs of numbers");
            return null;
        }
        List<double[]> pairs = new ArrayList<>();
        for (JsonNode pair : value) {
            if (!pair.isArray()
                    || pair.size() != 2
                    || !pair.get(0).isNumber()
                    || !pair.get(1).isNumber()) {
                problems.accept(new Problem.Field(
                        path + name + "[" + pairs.size() + "]",
                        shown(pair),
                        "expected two numbers"));
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
        fail(name, "expected a whole number from " + least + " to " + most);
        return null;
    }

    /**
     * A list of texts of 1 to 512 characters; of those that are none null. Null when it is no list,
     * or a longer one.
     */
    public @Nullable List<@Nullable String> texts(String name, int most) {
        JsonNode value = node.get(name);
        if (value == null || !value.isArray() || value.size() > most) {
            fail(name, "expected a list of at most " + most + " texts");
            return null;
        }
        List<@Nullable String> texts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            JsonNode one = value.get(i);
            boolean fits = one.isTextual() && isText(one.textValue());
            texts.add(fits ? one.textValue() : null);
            if (!fits) {
                fail(name, i, "expected a text of 1 to 512 characters");
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
                List<String> near = Nearest.to(name, known);
                String hint = near.isEmpty()
                        ? "; known: " + String.join(", ", known)
                        : ", did you mean " + String.join(" or ", near) + "?";
                problems.accept(new Problem.Field(
                        path + cut(name),
                        shown(node.get(name)),
                        EXPECTED + "no such field" + hint));
            }
        }
    }

    /** Tells that an element of a list is not as it has to be. */
    public void fail(String name, int index, String expected) {
        JsonNode value = node.path(name).path(index);
        problems.accept(new Problem.Field(path + name + "[" + index + "]", shown(value), expected));
    }

    /** Tells that a field is not as it has to be, with its value. */
    public void fail(String name, String expected) {
        JsonNode value = node.get(name);
        problems.accept(
                new Problem.Field(path + name, value == null ? MISSING : shown(value), expected));
    }

    private static String shown(JsonNode value) {
        String text = value.isContainerNode()
                ? (value.isArray() ? "a list" : "an object") + " of " + value.size()
                : value.isNumber() ? value.asText() : value.toString();
        return cut(text);
    }

    private static String cut(String text) {
        return printable(
                text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text);
    }

    /** Without NUL, which the database has not, and halves of pairs, which are no characters. */
    private static boolean isText(String text) {
        return !text.isEmpty()
                && text.length() <= 512
                && text.indexOf('\0') < 0
                && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** Escapes what would break a terminal's line or reorder it. */
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE,
                        Character.UNASSIGNED ->
                    shown.append(String.format(Locale.ROOT, "\\u{%x}", c));
                default -> shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }
}
