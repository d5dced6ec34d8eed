package dev.sluice.feedback;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.common.Nearest;
import dev.sluice.vocabulary.FeedbackKind;
import dev.sluice.web.Parameter;
import dev.sluice.web.Problem;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads one object of feedback and names everything that is wrong with it. */
final class ItemReader {
    static final int COMMENT_MAX = 2000;
    static final int TEXT_MAX = 200;
    static final int ID_MAX = 200;

    private static final int SHOWN_MAX = 100;
    private static final int UNKNOWN_MAX = 8;
    private static final String RATING = FeedbackKind.RATING.label();
    private static final String THUMBS = FeedbackKind.THUMBS.label();
    private static final String COMMENT = FeedbackKind.COMMENT.label();
    static final List<String> FIELDS =
            List.of("inference", "id", "user", RATING, THUMBS, "name", "value", COMMENT);
    /** The names that are the kinds' own. */
    private static final List<String> RESERVED =
            FeedbackKind.NAMED_BY_THEMSELVES.stream().map(FeedbackKind::label).toList();

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");

    /** What another machine's clock may be ahead. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** Up to here a double holds every whole number. */
    private static final double LARGEST = 1e15;

    private final JsonNode node;
    private final List<Problem.Field> errors = new ArrayList<>();
    private final List<Said> said = new ArrayList<>();

    private ItemReader(JsonNode node) {
        this.node = node;
    }

    static Item read(JsonNode node, Instant now) {
        ItemReader reader = new ItemReader(node);
        UUID inference = node.isObject() ? reader.all(now) : reader.noObject();
        boolean usable = reader.errors.isEmpty();
        return new Item(
                inference,
                usable ? List.copyOf(reader.said) : List.of(),
                List.copyOf(reader.errors));
    }

    /** A value as an error shows it. */
    static String shown(@Nullable JsonNode value) {
        if (value == null || value.isMissingNode()) {
            return "missing";
        }
        if (value.isContainerNode()) {
            return (value.isArray() ? "a list" : "an object") + " of " + value.size();
        }
        return printable(value.isNumber() ? value.asText() : value.toString());
    }

    /** Cut, and without halves of pairs, which no answer could be written with. */
    static String printable(String text) {
        String cut = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "..." : text;
        return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private @Nullable UUID noObject() {
        errors.add(new Problem.Field("item", shown(node), "an object"));
        return null;
    }

    private @Nullable UUID all(Instant now) {
        checkNames();
        UUID inference = inference(now);
        String id = line("id", ID_MAX);
        String user = line("user", ID_MAX);
        // So that what it says is read, and its mistakes found, whatever the receipt is.
        UUID of = inference == null ? new UUID(0, 0) : inference;
        boolean tells = false;
        if (has(RATING)) {
            tells = true;
            rating(of, id, user);
        }
        if (has(THUMBS)) {
            tells = true;
            thumbs(of, id, user);
        }
        if (has("name") || has("value")) {
            tells = true;
            value(of, id, user);
        }
        if (has(COMMENT)) {
            tells = true;
            comment(of, id, user);
        }
        if (!tells) {
            errors.add(new Problem.Field(
                    RATING, "missing", "at least one of rating, thumbs, name with value, comment"));
        }
        return inference;
    }

    /**
     * What is not known is told, so that a misspelt field is not lost in silence; but not of
     * thousands.
     */
    private void checkNames() {
        for (Iterator<String> names = node.fieldNames();
                names.hasNext() && errors.size() < UNKNOWN_MAX; ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                String cut = printable(name);
                List<String> near = Nearest.to(cut, FIELDS);
                String hint = near.isEmpty()
                        ? "; known: " + String.join(", ", FIELDS)
                        : ", did you mean " + String.join(" or ", near) + "?";
                errors.add(new Problem.Field(cut, shown(node.get(name)), "no such field" + hint));
            }
        }
    }

    private @Nullable UUID inference(Instant now) {
        JsonNode value = node.get("inference");
        UUID id = value != null && value.isTextual() ? Parameter.id(value.textValue()) : null;
        if (id == null) {
            fail("inference", "the UUID that an answer's x-request-id gave");
        } else if (id.version() == 7 && Receipt.made(id).isAfter(now.plus(SKEW))) {
            fail("inference", "the id of an answer that was given; this one's time is to come");
            return null;
        }
        return id;
    }

    private void rating(UUID of, @Nullable String id, @Nullable String user) {
        JsonNode value = node.get(RATING);
        if (value.isNumber()
                && value.doubleValue() >= 1
                && value.doubleValue() <= 5
                && isWhole(value.doubleValue())) {
            said.add(
                    new Said(of, id, user, RATING, FeedbackKind.RATING, value.doubleValue(), null));
        } else {
            fail(RATING, "a whole number from 1 to 5");
        }
    }

    private void thumbs(UUID of, @Nullable String id, @Nullable String user) {
        switch (node.get(THUMBS).asText()) {
            case "up" -> said.add(new Said(of, id, user, THUMBS, FeedbackKind.THUMBS, 1.0, null));
            case "down" -> said.add(new Said(of, id, user, THUMBS, FeedbackKind.THUMBS, 0.0, null));
            default -> fail(THUMBS, "up or down");
        }
    }

    private void value(UUID of, @Nullable String id, @Nullable String user) {
        JsonNode name = node.get("name");
        boolean named = name != null
                && name.isTextual()
                && NAME.matcher(name.textValue()).matches()
                && !RESERVED.contains(name.textValue());
        if (!named) {
            fail(
                    "name",
                    "a name for the value: lower case, digits, '_', '.' or '-', at most 64 "
                            + "characters, none of "
                            + String.join(", ", RESERVED));
        }
        JsonNode value = node.get("value");
        String called = named ? name.textValue() : "";
        if (value != null && value.isNumber() && Math.abs(value.doubleValue()) <= LARGEST) {
            said.add(
                    new Said(of, id, user, called, FeedbackKind.NUMBER, value.doubleValue(), null));
        } else if (value != null && value.isBoolean()) {
            said.add(new Said(
                    of,
                    id,
                    user,
                    called,
                    FeedbackKind.TRUTH,
                    value.booleanValue() ? 1.0 : 0.0,
                    null));
        } else if (value != null && value.isTextual() && isLine(value.textValue(), TEXT_MAX)) {
            said.add(new Said(of, id, user, called, FeedbackKind.TEXT, null, value.textValue()));
        } else {
            fail(
                    "value",
                    "a number from -1e15 to 1e15, true, false, or one line of 1 to " + TEXT_MAX
                            + " characters");
        }
    }

    private void comment(UUID of, @Nullable String id, @Nullable String user) {
        JsonNode value = node.get(COMMENT);
        if (value.isTextual() && isText(value.textValue(), COMMENT_MAX)) {
            said.add(
                    new Said(of, id, user, COMMENT, FeedbackKind.COMMENT, null, value.textValue()));
        } else {
            fail(COMMENT, "a text of 1 to " + COMMENT_MAX + " characters");
        }
    }

    private @Nullable String line(String field, int most) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (value.isTextual() && isLine(value.textValue(), most)) {
            return value.textValue();
        }
        fail(field, "one line of 1 to " + most + " characters");
        return null;
    }

    private boolean has(String field) {
        return node.hasNonNull(field);
    }

    private void fail(String field, String expected) {
        errors.add(new Problem.Field(field, shown(node.get(field)), expected));
    }

    private static boolean isWhole(double number) {
        return number == Math.rint(number);
    }

    private static boolean isLine(String text, int most) {
        return isText(text, most) && text.chars().noneMatch(Character::isISOControl);
    }

    /** What the database can keep: it has no NUL, and halves of a pair are no characters. */
    private static boolean isText(String text, int most) {
        return !text.isEmpty()
                && text.length() <= most
                && text.indexOf('\0') < 0
                && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
