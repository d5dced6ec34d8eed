package dev.sluice.vocabulary;

/** The result of an experiment or an evaluation that has ended. */
public enum Conclusion implements Labelled {
    /** A candidate won. */
    PASS("pass"),

    /** A candidate was worse than allowed. */
    FAIL("fail"),

    /** Neither could be shown. */
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
