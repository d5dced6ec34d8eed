package dev.sluice.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What a request says of its end user: the fields {@code user} and {@code metadata}. Numbers are
 * taken as they are written, because many applications number their users; a user who got lost
 * would be drawn anew for each request of an experiment. Filled while the request is read, then
 * never changed.
 */
final class EndUser {
    /**
     * The most metadata fields that are read; OpenAI takes no more. All are sent to the upstream.
     */
    private static final int METADATA_MAX = 16;

    private @Nullable String user;
    private Map<String, String> metadata = Map.of();
    private Map<String, String> odd = Map.of();
    private @Nullable String unread;

    @Nullable
    String user() {
        return user;
    }

    /** The metadata that are texts or numbers. */
    Map<String, String> metadata() {
        return metadata;
    }

    /** What stands in place of the text of a metadata field; null if it is one, or absent. */
    @Nullable
    String oddMetadata(String name) {
        return metadata.containsKey(name) ? null : odd.getOrDefault(name, unread);
    }

    /** Reads the value of {@code user}. */
    void readUser(JsonParser parser, JsonToken value) throws IOException {
        if (isText(value)) {
            user = parser.getText();
        } else if (value != JsonToken.VALUE_NULL) {
            throw JsonKinds.wrongType(parser, "user", "a string", value);
        }
    }

    /** Reads the value of {@code metadata}. What else stands there, the upstream has to judge. */
    void readMetadata(JsonParser parser, JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            unread = value == JsonToken.VALUE_NULL
                    ? null
                    : "'metadata' is " + JsonKinds.describe(value) + " (expected: an object)";
            parser.skipChildren();
            return;
        }
        metadata = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken field = parser.nextToken();
            if (metadata.size() + odd.size() < METADATA_MAX) {
                readField(parser, name, field);
            } else {
                unread = "'metadata' has more than " + METADATA_MAX
                        + " fields, and this is none of the first";
            }
            parser.skipChildren();
        }
    }

    private void readField(JsonParser parser, String name, JsonToken field) throws IOException {
        if (isText(field)) {
            metadata.put(name, parser.getText());
        } else if (field != JsonToken.VALUE_NULL) {
            odd = odd.isEmpty() ? new HashMap<>() : odd;
            odd.put(
                    name,
                    "'metadata." + name + "' is " + JsonKinds.describe(field)
                            + " (expected: a string)");
        }
    }

    private static boolean isText(JsonToken value) {
        return value == JsonToken.VALUE_STRING || value.isNumeric();
    }
}
