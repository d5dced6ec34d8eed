package dev.sluice.feedback;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.vocabulary.FeedbackKind;
import dev.sluice.web.Faults;
import dev.sluice.web.Forms;
import dev.sluice.web.JsonFields;
import dev.sluice.web.Problem;
import dev.sluice.web.ShownValue;
import dev.sluice.web.StrictJson;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads one object of feedback and reports everything that is wrong with it. */
final class ItemReader {
    static final int COMMENT_MAX = 2000;
    static final int TEXT_MAX = 200;
    static final int ID_MAX = 200;

    private static final String RATING = FeedbackKind.RATING.label();
    private static final String THUMBS = FeedbackKind.THUMBS.label();
    private static final String COMMENT = FeedbackKind.COMMENT.label();
    static final List<String> FIELDS =
            List.of("inference", "id", "user", RATING, THUMBS, "name", "value", COMMENT);
    /** Labels of kinds; a value can't be named like one of them. */
    private static final List<String> RESERVED =
            FeedbackKind.NAMED_BY_THEMSELVES.stream().map(FeedbackKind::label).toList();

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");

    /** How far ahead another machine's clock may be. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** Up to here a double represents every whole number exactly. */
    private static final double LARGEST = 1e15;

    private final Faults faults = new Faults();
    private final JsonFields fields;
    private final List<Entry> said = new ArrayList<>();

    private ItemReader(JsonNode object) {
        fields = JsonFields.of(object, ShownValue.IN_ANSWER, faults);
    }

    static Item read(JsonNode node, Instant now) {
        if (!node.isObject()) {
            return new Item(
                    null,
                    List.of(),
                    List.of(new Problem.Field("item", ShownValue.IN_ANSWER.of(node), "an object")));
        }
        ItemReader reader = new ItemReader(node);
        UUID inference = reader.all(now);
        return new Item(
                inference,
                reader.faults.isEmpty() ? List.copyOf(reader.said) : List.of(),
                reader.faults.fields());
    }

    private @Nullable UUID all(Instant now) {
        fields.allowOnly(FIELDS);
        UUID inference = inference(now);
        String id = line("id", ID_MAX);
        String user = line("user", ID_MAX);
        // A stand-in, so that mistakes in other fields are found even if the id is wrong.
        UUID of = inference == null ? new UUID(0, 0) : inference;
        boolean tells = false;
        if (fields.has(RATING)) {
            tells = true;
            rating(of, id, user);
        }
        if (fields.has(THUMBS)) {
            tells = true;
            thumbs(of, id, user);
        }
        if (fields.has("name") || fields.has("value")) {
            tells = true;
            value(of, id, user);
        }
        if (fields.has(COMMENT)) {
            tells = true;
            comment(of, id, user);
        }
        if (!tells) {
            faults.add(
                    RATING, "missing", "at least one of rating, thumbs, name with value, comment");
        }
        return inference;
    }

    private @Nullable UUID inference(Instant now) {
        JsonNode value = fields.value("inference");
        UUID id = value.isTextual() ? Forms.id(value.textValue()) : null;
        if (id == null) {
            fields.fail("inference", Forms.INFERENCE);
        } else if (id.version() == 7 && Receipt.made(id).isAfter(now.plus(SKEW))) {
            fields.fail(
                    "inference", "the id of an answer that was given; this id lies in the future");
            return null;
        }
        return id;
    }

    private void rating(UUID of, @Nullable String id, @Nullable String user) {
        JsonNode value = fields.value(RATING);
        if (value.isNumber()
                && value.doubleValue() >= 1
                && value.doubleValue() <= 5
                && isWhole(value.doubleValue())) {
            said.add(new Entry(
                    of, id, user, RATING, FeedbackKind.RATING, value.doubleValue(), null));
        } else {
            fields.fail(RATING, "a whole number from 1 to 5");
        }
    }

    private void thumbs(UUID of, @Nullable String id, @Nullable String user) {
        switch (fields.value(THUMBS).asText()) {
            case "up" -> said.add(new Entry(of, id, user, THUMBS, FeedbackKind.THUMBS, 1.0, null));
            case "down" ->
                said.add(new Entry(of, id, user, THUMBS, FeedbackKind.THUMBS, 0.0, null));
            default -> fields.fail(THUMBS, "up or down");
        }
    }

    private void value(UUID of, @Nullable String id, @Nullable String user) {
        JsonNode name = fields.value("name");
        boolean named = name.isTextual()
                && NAME.matcher(name.textValue()).matches()
                && !RESERVED.contains(name.textValue());
        if (!named) {
            fields.fail(
                    "name",
                    "a name for the value: lower case, digits, '_', '.' or '-', at most 64 "
                            + "characters, none of "
                            + String.join(", ", RESERVED));
        }
        JsonNode value = fields.value("value");
        String called = named ? name.textValue() : "";
        if (value.isNumber() && Math.abs(value.doubleValue()) <= LARGEST) {
            said.add(new Entry(
                    of, id, user, called, FeedbackKind.NUMBER, value.doubleValue(), null));
        } else if (value.isBoolean()) {
            said.add(new Entry(
                    of,
                    id,
                    user,
                    called,
                    FeedbackKind.TRUTH,
                    value.booleanValue() ? 1.0 : 0.0,
                    null));
        } else if (value.isTextual() && isLine(value.textValue(), TEXT_MAX)) {
            said.add(new Entry(of, id, user, called, FeedbackKind.TEXT, null, value.textValue()));
        } else {
            fields.fail(
                    "value",
                    "a number from -1e15 to 1e15, true, false, or one line of 1 to " + TEXT_MAX
                            + " characters");
        }
    }

    private void comment(UUID of, @Nullable String id, @Nullable String user) {
        String comment = fields.text(COMMENT, COMMENT_MAX);
        if (comment != null) {
            said.add(new Entry(of, id, user, COMMENT, FeedbackKind.COMMENT, null, comment));
        }
    }

    private @Nullable String line(String field, int most) {
        JsonNode value = fields.value(field);
        if (!fields.has(field) || (value.isTextual() && isLine(value.textValue(), most))) {
            return value.textValue();
        }
        fields.fail(field, "one line of 1 to " + most + " characters");
        return null;
    }

    private static boolean isWhole(double number) {
        return number == Math.rint(number);
    }

    private static boolean isLine(String text, int most) {
        return StrictJson.isStorable(text, most) && text.chars().noneMatch(Character::isISOControl);
    }
}
