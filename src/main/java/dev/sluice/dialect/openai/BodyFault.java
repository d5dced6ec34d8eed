package dev.sluice.dialect.openai;

import static dev.sluice.dialect.ClientError.invalid;

import com.fasterxml.jackson.core.JsonToken;

import dev.sluice.dialect.ClientError;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Says why a body is not the JSON object that it should be: not in words of JSON if something else
 * was sent. Only for bodies that are refused.
 */
final class BodyFault {
    private static final String EXPECTED = " (expected: a JSON object)";
    private static final int START_MAX = 200;

    /** As browsers and {@code curl -d} write a form. */
    private static final Pattern FORM = Pattern.compile("[\\w.%+\\[\\]-]+=.*", Pattern.DOTALL);

    private static final Pattern PARTS = Pattern.compile(
            "--[^\\r\\n]+\\r?\\ncontent-.*", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private BodyFault() {}

    /**
     * The body has no object at its beginning.
     *
     * @param first token of the body; null if it has none
     */
    static ClientError noObject(byte[] body, @Nullable JsonToken first) {
        if (first == null) {
            return json((body.length == 0 ? "the body is empty" : "the body has only blanks")
                    + EXPECTED);
        }
        boolean twice = first == JsonToken.VALUE_STRING && start(body).startsWith("\"{");
        return json("the body must be a JSON object, got " + JsonKinds.describe(first)
                + (twice ? " with JSON in it: encode it once, not twice" : ""));
    }

    /**
     * A parser has refused the body.
     *
     * @param parserOffset where it stopped; the answer if the fault can't be found
     */
    static ClientError of(byte[] body, long parserOffset) {
        String coding = TextEncoding.compression(body);
        if (coding != null) {
            return encoding("the body is compressed with " + coding
                    + ", which no content-encoding says" + EXPECTED);
        }
        JsonFault.Found fault = JsonFault.in(body);
        int foreign = TextEncoding.firstInvalid(body);
        if (foreign >= 0 && (fault == null || foreign <= fault.offset())) {
            return encoding("the body is not in UTF-8: 0x%02X at byte %d"
                            .formatted(body[foreign] & 0xff, foreign)
                    + " (expected: JSON in UTF-8)");
        }
        String start = start(body);
        if (FORM.matcher(start).matches()) {
            return json("the body is a form" + EXPECTED);
        }
        if (PARTS.matcher(start).matches()) {
            return json("the body is a form in parts (multipart/form-data)" + EXPECTED);
        }
        if (start.startsWith("<")) {
            return json("the body is XML or HTML" + EXPECTED);
        }
        return json("the body is not valid JSON: "
                + (fault == null ? "it breaks at byte " + Math.max(0, parserOffset) : fault));
    }

    private static ClientError json(String message) {
        return invalid(message, null, "invalid_json");
    }

    static ClientError encoding(String message) {
        return invalid(message, null, "invalid_encoding");
    }

    private static String start(byte[] body) {
        return new String(body, 0, Math.min(body.length, START_MAX), StandardCharsets.UTF_8)
                .stripLeading();
    }
}
