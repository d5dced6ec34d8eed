package dev.sluice.vocabulary;

/** What something that was tried and has ended has shown. */
public enum Conclusion implements Labelled {
    /** A candidate has won. */
    PASS("pass"),

    /** A candidate was worse than allowed. */
    FAIL("fail"),

    /** Neither. */
    INCONCLUSIVE("inconclusive");

    public static final Lexicon<Conclusion> WORDS = Lexicon.of(Conclusion.class);

    private final String label;

    Conclusion(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
