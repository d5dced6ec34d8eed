package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;

/**
 * Reads fields of a client's JSON; an unsuitable value throws an {@link UpstreamException} with an
 * {@link UpstreamFailure.Invalid} that names the field.
 */
final class RequestFields {
    private static final int QUOTED_CHARS_MAX = 60;

    private RequestFields() {}

    /**
     * The field; null if it is absent or null, because OpenAI's clients send both for the default.
     */
    static @Nullable JsonNode given(JsonNode object, String name) {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    static void number(JsonNode node, String param, double min, double max) {
        String expected = "a number from " + plain(min) + " to " + plain(max);
        if (!node.isNumber()) {
            throw wrongType(node, param, expected);
        }
        double value = node.doubleValue();
        if (!(value >= min && value <= max)) {
            throw wrongValue(node, param, expected);
        }
    }

    /** An integer of at least {@code min}; a value above {@code max} is lowered to it. */
    static long integer(JsonNode node, String param, long min, long max) {
        if (!node.isIntegralNumber()) {
            throw wrongType(node, param, "an integer");
        }
        BigInteger value = node.bigIntegerValue();
        if (value.compareTo(BigInteger.valueOf(min)) < 0) {
            throw wrongValue(node, param, "an integer of at least " + min);
        }
        return value.min(BigInteger.valueOf(max)).longValue();
    }

    static int integerWithin(JsonNode node, String param, int min, int max) {
        String expected = "an integer from " + min + " to " + max;
        if (!node.isIntegralNumber()) {
            throw wrongType(node, param, expected);
        }
        BigInteger value = node.bigIntegerValue();
        if (value.compareTo(BigInteger.valueOf(min)) < 0
                || value.compareTo(BigInteger.valueOf(max)) > 0) {
            throw wrongValue(node, param, expected);
        }
        return value.intValue();
    }

    static boolean bool(JsonNode node, String param) {
        if (!node.isBoolean()) {
            throw wrongType(node, param, "true or false");
        }
        return node.booleanValue();
    }

    /** Whether a schema is strict; it is not unless it says so. */
    static boolean isStrict(JsonNode object, String param) {
        JsonNode strict = given(object, "strict");
        return strict != null && bool(strict, param + ".strict");
    }

    static String text(JsonNode node, String param) {
        if (!node.isTextual()) {
            throw wrongType(node, param, "a string");
        }
        return node.textValue();
    }

    static JsonNode object(JsonNode node, String param) {
        if (!node.isObject()) {
            throw wrongType(node, param, "an object");
        }
        return node;
    }

    static JsonNode array(JsonNode node, String param) {
        if (!node.isArray()) {
            throw wrongType(node, param, "an array");
        }
        return node;
    }

    static JsonNode required(JsonNode object, String name, String param) {
        JsonNode node = given(object, name);
        if (node == null) {
            throw invalid("'" + param + "' is missing", param, "missing_required_parameter");
        }
        return node;
    }

    static UpstreamException wrongType(JsonNode node, String param, String expected) {
        return invalid(
                "'" + param + "' is " + quote(node) + " (expected: " + expected + ")",
                param,
                "invalid_type");
    }

    static UpstreamException wrongValue(JsonNode node, String param, String expected) {
        return invalid(
                "'" + param + "' is " + quote(node) + " (expected: " + expected + ")",
                param,
                "invalid_value");
    }

    static UpstreamException unsupported(JsonNode node, String param, String expected) {
        return invalid(
                "'" + param + "' is " + quote(node) + ", which local models can't do (expected: "
                        + expected + ")",
                param,
                "unsupported_value");
    }

    static UpstreamException invalid(String message, String param, String code) {
        return new UpstreamException(new UpstreamFailure.Invalid(400, message, param, code));
    }

    /** The text, or its beginning if it is long. */
    static String cut(String text) {
        return text.length() <= QUOTED_CHARS_MAX ? text : text.substring(0, QUOTED_CHARS_MAX) + "…";
    }

    private static String quote(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array of " + node.size();
            default -> cut(node.toString());
        };
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
