package dev.sluice.vocabulary;

/** What an upstream was called for. */
public enum Purpose implements Labelled {
    ANSWER("answer"),

    /** The same rung again. */
    RETRY("retry"),

    /** Beside one whose first token was late. */
    HEDGE("hedge"),

    /** The best of the unsure once more. */
    AGAIN("again"),

    /** Of an answer that was cut. */
    CONTINUATION("continuation"),

    /** Another answer, to compare with the one that is judged. */
    SAMPLE("sample"),

    /** A model's opinion of the answer that is judged. */
    VERIFIER("verifier"),

    /** A copy that nobody sees. */
    SHADOW(AssignmentKind.SHADOW.label()),

    /** One that only a later version knows. */
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

    /** Whether it is made to judge another one's answer. */
    public boolean isToJudge() {
        return this == SAMPLE || this == VERIFIER;
    }
}
