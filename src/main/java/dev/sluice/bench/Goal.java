package dev.sluice.bench;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Optional;

/**
 * What the gateway's median should reach.
 *
 * @param reference the target against which the figure is compared; null for the gateway's own
 *     value
 * @param atLeast whether more is better
 * @param limit in the figure's unit, or as a ratio where the figure compares by ratio
 */
public record Goal(@Nullable String reference, boolean atLeast, double limit) {
    static Goal atLeast(double limit, @Nullable String reference) {
        return new Goal(reference, true, limit);
    }

    static Goal atMost(double limit, @Nullable String reference) {
        return new Goal(reference, false, limit);
    }

    /** Whether it is reached; empty when nothing was measured. */
    public Optional<Boolean> reached(Measurement figure) {
        Optional<Spread> measured = reference == null
                ? figure.spread(Target.GATEWAY)
                : figure.compared(Target.GATEWAY, reference);
        return measured.map(it -> atLeast ? it.median() >= limit : it.median() <= limit);
    }

    /** The goal, and whether it was reached. */
    public String verdict(Measurement figure) {
        String number = limit == Math.rint(limit)
                ? String.format(Locale.ROOT, "%.0f", limit)
                : String.format(Locale.ROOT, "%s", limit);
        String wanted = (atLeast ? "≥ " : "≤ ")
                + switch (figure.comparison()) {
                    case DIFFERENCE -> (reference == null ? "" : "+") + number;
                    case RATIO, NONE -> number;
                }
                + (reference == null
                        ? ""
                        : (figure.comparison() == Measurement.Comparison.RATIO ? " × " : " over ")
                                + reference);
        return wanted + ": "
                + reached(figure).map(it -> it ? "reached" : "missed").orElse("not measured");
    }
}
