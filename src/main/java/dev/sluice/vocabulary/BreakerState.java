package dev.sluice.vocabulary;

/** Whether an upstream is called; their order is the number that the metric has. */
public enum BreakerState implements Labelled {
    /** It is called. */
    CLOSED("closed"),

    /** One call is under way to see whether it answers again; others skip it. */
    HALF_OPEN("half_open"),

    /** It is skipped. */
    OPEN("open");

    private final String label;

    BreakerState(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
