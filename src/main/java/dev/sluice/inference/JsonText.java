package dev.sluice.inference;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** JSON written by hand, where a tree would be too much. */
final class JsonText {
    private JsonText() {}

    /** The text as a JSON string, quotes included. */
    static String quote(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
