package dev.sluice.bench;

import java.util.List;

/**
 * A route to the upstream with the slow tail.
 *
 * @param name its name in requests
 * @param label as it is shown
 * @param when the hedge's setting; empty for none
 * @param budget extra calls as a share of all; 0 without a hedge
 */
record HedgedRoute(String name, String label, String when, double budget) {
    /**
     * The delay is three times the usual time. Five percent of the answers are slow, so that a
     * quantile of 95 % or more would depend on luck.
     */
    static final List<HedgedRoute> ALL = List.of(
            new HedgedRoute("tail-alone", "no hedge", "", 0),
            new HedgedRoute("tail-after", "hedge after 60 ms", "after: 60ms", 0.1),
            new HedgedRoute("tail-quantile", "hedge after the 90 % quantile", "quantile: 0.9", 0.1),
            new HedgedRoute("tail-bounded", "hedge after 60 ms, budget 2 %", "after: 60ms", 0.02));

    /** Whether the budget is enough for every slow answer. */
    boolean coversTail() {
        return budget > 1.0 / SlowTail.EVERY;
    }

    String yaml() {
        return "  %s: { ladder: [ { model: %s }, { model: %s } ]%s }\n"
                .formatted(
                        name,
                        SlowTail.FIRST,
                        SlowTail.SECOND,
                        budget == 0 ? "" : ", hedge: { " + when + ", budget: " + budget + " }");
    }
}
