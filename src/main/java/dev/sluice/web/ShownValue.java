package dev.sluice.web;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How an error shows an untrusted value: shortened, but long enough to recognise it. */
public enum ShownValue {
    /** In a JSON answer, which needs no further escaping. */
    IN_ANSWER(100) {
        @Override
        String printable(String text) {
            return whole(text);
        }
    },
    /** On one line, for example in a terminal. */
    ON_LINE(60) {
        // Escapes what would break or reorder a terminal's line.
        @Override
        String printable(String text) {
            StringBuilder shown = new StringBuilder(text.length());
            text.codePoints().forEach(c -> {
                switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SURROGATE,
                            Character.UNASSIGNED ->
                        shown.append(String.format(Locale.ROOT, "\\u{%x}", c));
                    default -> shown.appendCodePoint(c);
                }
            });
            return shown.toString();
        }
    };

    private final int longest;

    ShownValue(int longest) {
        this.longest = longest;
    }

    /** A value; {@code missing} when there is none. */
    public String of(JsonNode value) {
        if (value.isMissingNode()) {
            return "missing";
        }
        if (value.isContainerNode()) {
            return (value.isArray() ? "a list" : "an object") + " of " + value.size();
        }
        return cut(value.isNumber() ? value.asText() : value.toString());
    }

    /** A name or another text, shortened. */
    String cut(String text) {
        return printable(text.length() > longest ? text.substring(0, longest) + "..." : text);
    }

    abstract String printable(String text);

    /** Replaces unpaired surrogates, which no answer could contain. */
    static String whole(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
