package dev.sluice.vocabulary;

import java.util.List;

/** How far an experiment has come. */
public enum RolloutState implements Labelled {
    /** Defined, and nobody meets it. */
    PENDING("pending"),
    RUNNING("running"),

    /** As running, but no stage comes. */
    HELD("held"),

    /** Whoever is in stays, nobody new is enrolled. */
    PAUSED("paused"),

    /** Everybody is served the winner. */
    COMPLETED("completed"),

    /** Everybody is served what the route serves without it. */
    ROLLED_BACK("rolled_back"),

    /** The same; nobody has decided for or against the candidate. */
    STOPPED("stopped"),

    /** One that only a later version knows. */
    UNKNOWN("unknown");

    public static final Lexicon<RolloutState> WORDS = Lexicon.of(RolloutState.class, UNKNOWN);

    /** Those in which requests meet it. */
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
