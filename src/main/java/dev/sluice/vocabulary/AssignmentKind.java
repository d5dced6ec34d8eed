package dev.sluice.vocabulary;

/** How the variant that served an inference was chosen. */
public enum AssignmentKind implements Labelled {
    /** By the hash of a unit that takes part; the only kind that an experiment counts. */
    ENROLLED("enrolled"),

    /** At random, for one request without a unit. */
    DRAWN("drawn"),

    /** By name: the experiment assigns its testers' units. */
    TESTER("tester"),

    /** For a shadow, a copy that no client sees. */
    SHADOW("shadow"),

    /** A word of a later version. */
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
