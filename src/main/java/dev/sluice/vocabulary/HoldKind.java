package dev.sluice.vocabulary;

/**
 * Why a stage of a rollout is held, the worst first. All but the last are gone when their figures
 * are.
 */
public enum HoldKind implements Labelled {
    /** Units did not go to the variants as planned: no figure means anything. */
    SAMPLE_RATIO("sample ratio"),

    /** Units were served another variant than the one they were enrolled with. */
    CONFLICTS("conflicts"),

    /** Nobody has met it for long. */
    NO_TRAFFIC("no traffic"),

    /** Candidate and control are given feedback at rates that are too different. */
    FEEDBACK("feedback"),

    /** Its time is up and it can't be decided: only a person ends this. */
    UNDECIDED("undecided"),

    /** One that only a later version knows. */
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
