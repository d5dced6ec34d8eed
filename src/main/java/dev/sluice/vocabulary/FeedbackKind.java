package dev.sluice.vocabulary;

import java.util.List;

/** What an item of feedback consists of. */
public enum FeedbackKind implements Labelled {
    /** 1 to 5. */
    RATING("rating"),

    /** Up or down, kept as 1 or 0. */
    THUMBS("thumbs"),

    /** A named number. */
    NUMBER("number"),

    /** A named true or false, kept as 1 or 0. */
    TRUTH("truth"),

    /** A named text. */
    TEXT("text"),

    /** Free text for people. */
    COMMENT("comment"),

    /** A word of a later version. */
    UNKNOWN("unknown");

    public static final Lexicon<FeedbackKind> WORDS = Lexicon.of(FeedbackKind.class, UNKNOWN);

    /** Kinds that need no name of their own: the kind's label is the name. */
    public static final List<FeedbackKind> NAMED_BY_THEMSELVES = List.of(RATING, THUMBS, COMMENT);

    private final String label;

    FeedbackKind(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
