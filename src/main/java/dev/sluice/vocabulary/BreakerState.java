package dev.sluice.vocabulary;

/** Whether an upstream is called. */
public enum BreakerState implements Labelled {
    /** It is called. */
    CLOSED("closed", 0),

    /** One call is under way to see whether it answers again; others skip it. */
    HALF_OPEN("half_open", 1),

    /** It is skipped. */
    OPEN("open", 2);

    private final String label;
    private final int number;

    BreakerState(String label, int number) {
        this.label = label;
        this.number = number;
    }

    @Override
    public String label() {
        return label;
    }

    /** What the metric has for it. */
    public int number() {
        return number;
    }
}
