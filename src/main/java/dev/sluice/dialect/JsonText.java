package dev.sluice.dialect;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;

import org.jspecify.annotations.Nullable;

/** JSON strings, where a tree would be too much. */
public final class JsonText {
    private JsonText() {}

    /** The text as a JSON string, with its quotes. */
    public static String quote(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** The text of a JSON string without its quotes; null if it was cut within a character. */
    public static @Nullable String unquoted(Buffer escaped) {
        try {
            return (String)
                    Json.decodeValue(Buffer.buffer("\"").appendBuffer(escaped).appendString("\""));
        } catch (DecodeException e) {
            return null;
        }
    }
}
