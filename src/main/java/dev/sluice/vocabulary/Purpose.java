package dev.sluice.vocabulary;

/** What an upstream was called for. */
public enum Purpose implements Labelled {
    ANSWER("answer"),

    /** Tries the same rung again. */
    RETRY("retry"),

    /** Runs beside an attempt whose first token is late. */
    HEDGE("hedge"),

    /** Asks the best of the unsure rungs once more. */
    AGAIN("again"),

    /** Continues an answer that was cut. */
    CONTINUATION("continuation"),

    /** Another answer, to compare with the one being judged. */
    SAMPLE("sample"),

    /** A model's opinion of the answer being judged. */
    VERIFIER("verifier"),

    /** A copy whose answer no client sees. */
    SHADOW(AssignmentKind.SHADOW.label()),

    /** A word of a later version. */
    UNKNOWN("unknown");

    public static final Lexicon<Purpose> WORDS = Lexicon.of(Purpose.class, UNKNOWN);

    private final String label;

    Purpose(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }

    /** Whether it serves to judge another attempt's answer. */
    public boolean isToJudge() {
        return this == SAMPLE || this == VERIFIER;
    }
}
