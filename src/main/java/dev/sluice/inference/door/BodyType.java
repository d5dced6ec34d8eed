package dev.sluice.inference.door;

import dev.sluice.dialect.BadRequest;
import dev.sluice.dialect.ClientError;

import io.vertx.core.MultiMap;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The media type that a request says its body has: JSON, as the servers of models want it. Nothing
 * else is taken for JSON, not even no type: a foreign web page may post such bodies to a gateway
 * without keys, and the browser would not ask first.
 */
final class BodyType {
    private static final String JSON = "application/json";
    private static final String CHARSET = "charset=";

    /** JSON is in UTF-8 (RFC 8259, 8.1); names of narrow encodings are on many bodies in UTF-8. */
    private static final Pattern WIDE =
            Pattern.compile("(utf|ucs|iso-10646-ucs)[-_]?(16|32|2|4).*");

    private BodyType() {}

    /**
     * Checks the type.
     *
     * @throws BadRequest if it is not JSON, or in UTF-16 or UTF-32
     */
    static void check(MultiMap headers) {
        List<String> types = headers.getAll("content-type");
        if (types.isEmpty()) {
            throw refusal("the content type is missing (expected: " + JSON + ")");
        }
        for (String type : types) {
            String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
            if (!parts[0].strip().equals(JSON)) {
                throw refusal("the content type is '" + String.join("', '", types) + "' (expected: "
                        + JSON + ")");
            }
            String charset = charset(parts);
            if (charset != null && WIDE.matcher(charset).matches()) {
                throw new BadRequest(ClientError.invalid(
                        415,
                        "the charset of the content type is '" + charset + "' (expected: utf-8)",
                        null,
                        "unsupported_charset"));
            }
        }
    }

    private static @Nullable String charset(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith(CHARSET)) {
                return parameter.substring(CHARSET.length()).replace("\"", "").strip();
            }
        }
        return null;
    }

    private static BadRequest refusal(String message) {
        return new BadRequest(ClientError.invalid(415, message, null, "unsupported_media_type"));
    }
}
