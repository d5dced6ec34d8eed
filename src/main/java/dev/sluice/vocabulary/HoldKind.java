package dev.sluice.vocabulary;

/**
 * Why a stage of a rollout is held, worst first. Every hold but the last ends when its figures are
 * back to normal.
 */
public enum HoldKind implements Labelled {
    /** Units were not split as planned, so no figure can be trusted. */
    SAMPLE_RATIO("sample ratio"),

    /** Units were served another variant than the one they were enrolled with. */
    CONFLICTS("conflicts"),

    /** No requests for a long time. */
    NO_TRAFFIC("no traffic"),

    /** Candidate and control get feedback at rates that differ too much. */
    FEEDBACK("feedback"),

    /** Time is up without a decision; only a person can end this. */
    UNDECIDED("undecided"),

    /** A word of a later version. */
    UNKNOWN("unknown");

    public static final Lexicon<HoldKind> WORDS = Lexicon.of(HoldKind.class, UNKNOWN);

    private final String label;

    HoldKind(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
