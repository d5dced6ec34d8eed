package dev.sluice.feedback;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/** What something that is said of an answer is made of. */
enum Kind {
    /** 1 to 5. */
    RATING,
    /** Up or down, kept as 1 or 0. */
    THUMBS,
    /** A named number. */
    NUMBER,
    /** A named true or false, kept as 1 or 0. */
    TRUTH,
    /** A named text. */
    TEXT,
    /** Words for people. */
    COMMENT;

    /** The names that are the kinds' own. */
    static final List<String> RESERVED = List.of("rating", "thumbs", "comment");

    /** As tables, metrics and the API write it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** What the columns of a row mean, as the client wrote it. */
    Object value(@Nullable Double number, @Nullable String text) {
        double figure = number == null ? 0 : number;
        return switch (this) {
            case RATING -> (int) figure;
            case THUMBS -> figure == 1 ? "up" : "down";
            case NUMBER -> figure;
            case TRUTH -> figure == 1;
            case TEXT, COMMENT -> text == null ? "" : text;
        };
    }
}
