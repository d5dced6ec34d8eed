package dev.sluice.vocabulary;

/** The verdict on an answer that was judged. */
public enum VerdictKind implements Labelled {
    ACCEPTED("accepted"),
    UNSURE("unsure"),
    SLOW("slow"),

    /** No score could be computed, so it passed. */
    UNSCORED("unscored"),

    /** Below its threshold, but served because no other was better. */
    BEST("best"),

    /** A word of a later version. */
    UNKNOWN("unknown");

    public static final Lexicon<VerdictKind> WORDS = Lexicon.of(VerdictKind.class, UNKNOWN);

    private final String label;

    VerdictKind(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
