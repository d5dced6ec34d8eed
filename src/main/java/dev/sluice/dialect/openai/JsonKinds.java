package dev.sluice.dialect.openai;

import static dev.sluice.dialect.ClientError.invalid;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.sluice.dialect.BadRequest;

import java.io.IOException;

/** The kinds of JSON values, in the words of messages. */
final class JsonKinds {
    private static final int SHOWN_MAX = 40;

    private JsonKinds() {}

    static String describe(JsonToken token) {
        return switch (token) {
            case START_OBJECT, END_OBJECT -> "an object";
            case START_ARRAY, END_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> token.name();
        };
    }

    /** The refusal of a field by its type, with its value if that is short. */
    static BadRequest wrongType(JsonParser parser, String name, String expected, JsonToken got)
            throws IOException {
        String value = got.isScalarValue() ? " (" + shortened(parser.getText()) + ")" : "";
        return new BadRequest(invalid(
                "'" + name + "' must be " + expected + ", got " + describe(got) + value,
                name,
                "invalid_type"));
    }

    /** The beginning of a text, without half of a character at its end. */
    static String shortened(String text) {
        if (text.length() <= SHOWN_MAX) {
            return text;
        }
        boolean pair = Character.isHighSurrogate(text.charAt(SHOWN_MAX - 1));
        return text.substring(0, pair ? SHOWN_MAX - 1 : SHOWN_MAX) + "…";
    }

    /** The name of a control character. */
    static String control(byte b) {
        return switch (b) {
            case '\n', '\r' -> "line break";
            case '\t' -> "tab";
            case 0 -> "NUL byte";
            default -> "control character 0x%02x".formatted(b);
        };
    }
}
