package dev.sluice.web;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How an error shows a foreign value: long enough to recognise it. */
public enum ShownValue {
    /** In a JSON answer, which escapes by itself. */
    IN_ANSWER(100) {
        @Override
        String printable(String text) {
            return whole(text);
        }
    },
    /** On a line, also of a terminal. */
    ON_LINE(60) {
        // Escapes what would break a terminal's line or reorder it.
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

    /** A name or another text. */
    String cut(String text) {
        return printable(text.length() > longest ? text.substring(0, longest) + "..." : text);
    }

    abstract String printable(String text);

    /** Without halves of pairs, which no answer could be written with. */
    static String whole(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
