package dev.sluice.dialect;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;

import org.jspecify.annotations.Nullable;

/** JSON written by hand, where a tree would be too much. */
public final class JsonText {
    private JsonText() {}

    /** The text as a JSON string, quotes included. */
    public static String quote(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /**
     * The text that stands so between the quotes of a JSON string; null when it was cut inside of a
     * character.
     */
    public static @Nullable String unquoted(Buffer escaped) {
        try {
            return (String)
                    Json.decodeValue(Buffer.buffer("\"").appendBuffer(escaped).appendString("\""));
        } catch (DecodeException e) {
            return null;
        }
    }
}
