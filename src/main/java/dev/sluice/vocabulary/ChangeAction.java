package dev.sluice.vocabulary;

/** What was done to an experiment, or to all experiments of a route, as the audit names it. */
public enum ChangeAction implements Labelled {
    CREATE("create"),
    REPLACE("replace"),
    START("start"),
    ADVANCE("advance"),
    APPROVE("approve"),
    HOLD("hold"),
    PAUSE("pause"),
    RESUME("resume"),
    COMPLETE("complete"),
    ROLL_BACK("roll_back"),
    STOP("stop"),
    RETIRE("retire"),
    SWITCH_OFF("switch_off"),
    SWITCH_ON("switch_on"),

    /** A word of a later version. */
    UNKNOWN("unknown");

    public static final Lexicon<ChangeAction> WORDS = Lexicon.of(ChangeAction.class, UNKNOWN);

    private final String label;

    ChangeAction(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
