package dev.sluice.vocabulary;

import java.util.List;

/** What something that is said of an answer is made of. */
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

    /** Words for people. */
    COMMENT("comment"),

    /** One that only a later version knows. */
    UNKNOWN("unknown");

    public static final Lexicon<FeedbackKind> WORDS = Lexicon.of(FeedbackKind.class, UNKNOWN);

    /** Those that need no name: their own is what they are called by. */
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
