package dev.sluice.vocabulary;

/** What was found of an answer that was judged. */
public enum VerdictKind implements Labelled {
    ACCEPTED("accepted"),
    UNSURE("unsure"),
    SLOW("slow"),

    /** Nothing could be found out, so it passed. */
    UNSCORED("unscored"),

    /** Below its threshold, and given because no other was better. */
    BEST("best"),

    /** One that only a later version knows. */
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
