package dev.sluice.vocabulary;

/** How an inference came to the variant of an experiment that it was served. */
public enum AssignmentKind implements Labelled {
    /** Its unit takes part; the only one that an experiment counts. */
    ENROLLED("enrolled"),

    /** Drawn for one request without a unit. */
    DRAWN("drawn"),

    /** Its unit is a tester's, whose variant the experiment names. */
    TESTER("tester"),

    /** It is a copy that nobody saw. */
    SHADOW("shadow"),

    /** One that only a later version knows. */
    UNKNOWN("unknown");

    public static final Lexicon<AssignmentKind> WORDS = Lexicon.of(AssignmentKind.class, UNKNOWN);

    private final String label;

    AssignmentKind(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
