package dev.sluice.vocabulary;

import java.util.List;

/** How far a rollout has come. */
public enum RolloutState implements Labelled {
    /** Defined but not started; it affects no requests. */
    PENDING("pending"),
    RUNNING("running"),

    /** Like running, but no further stage begins. */
    HELD("held"),

    /** Enrolled units stay in; no new ones are enrolled. */
    PAUSED("paused"),

    /** Everybody is served the winner. */
    COMPLETED("completed"),

    /** Everybody is served what the route serves without the experiment. */
    ROLLED_BACK("rolled_back"),

    /** As rolled back, but without a decision for or against the candidate. */
    STOPPED("stopped"),

    /** A word of a later version. */
    UNKNOWN("unknown");

    public static final Lexicon<RolloutState> WORDS = Lexicon.of(RolloutState.class, UNKNOWN);

    /** States in which the experiment affects requests. */
    public static final List<RolloutState> LIVE = List.of(RUNNING, HELD, PAUSED);

    private final String label;

    RolloutState(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
