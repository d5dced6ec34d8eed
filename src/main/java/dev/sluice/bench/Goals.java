package dev.sluice.bench;

/** What the gateway should reach with keys, records, metrics and routing on. */
final class Goals {
    static final Goal ANSWERS = Goal.atLeast(0.5, Target.NGINX);
    static final Goal LOADED_MEBIBYTES = Goal.atMost(350, null);
    static final Goal CLEAN_STREAMS = Goal.atLeast(2000, null);

    /**
     * A delay of 40 ms is the mark of Nagle's algorithm and delayed acknowledgements: at most one
     * answer in a thousand may have it.
     */
    static final Goal DELAYED_PERCENT = Goal.atMost(0.1, null);

    /**
     * Milliseconds from the arrival of the window's last token to the first of them at the client.
     */
    static final Goal WINDOW_MILLIS = Goal.atMost(1, Target.DIRECT);

    /** No cost beyond the machine's noise, which is a few percent between two turns. */
    static final Goal NO_COST = Goal.atLeast(0.95, null);

    static final Goal ALL_EXPOSED = Goal.atLeast(1, null);
    static final Goal HEDGED_TAIL = Goal.atMost(0.5, null);
    static final Goal BEYOND_BUDGET = Goal.atMost(0, null);

    private Goals() {}

    static Goal addedMicros(Shape shape) {
        return Goal.atMost(shape.streams() ? 150 : 60, Target.DIRECT);
    }

    static Goal processor(Shape shape) {
        return shape.streams() ? Goal.atMost(3, Target.NGINX) : Goal.atMost(50, null);
    }
}
