package dev.sluice.vocabulary;

/** What was decided about a rollout. */
public enum DecisionKind implements Labelled {
    /** Nothing changes. */
    STAY("stay"),
    ADVANCE(ChangeAction.ADVANCE),
    HOLD(ChangeAction.HOLD),

    /** Held until a person decides. */
    INCONCLUSIVE(Conclusion.INCONCLUSIVE),
    RESUME(ChangeAction.RESUME),
    ROLL_BACK(ChangeAction.ROLL_BACK),
    COMPLETE(ChangeAction.COMPLETE),

    /** A word of a later version. */
    UNKNOWN("unknown");

    public static final Lexicon<DecisionKind> WORDS = Lexicon.of(DecisionKind.class, UNKNOWN);

    private final String label;

    DecisionKind(String label) {
        this.label = label;
    }

    DecisionKind(Labelled same) {
        this(same.label());
    }

    @Override
    public String label() {
        return label;
    }
}
