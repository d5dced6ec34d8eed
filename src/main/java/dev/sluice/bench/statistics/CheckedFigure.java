package dev.sluice.bench.statistics;

import java.util.List;
import java.util.Locale;

/**
 * One figure, and what it is expected to be.
 *
 * @param expected all must be met; empty for a figure that is only shown
 */
public record CheckedFigure(String name, Unit unit, double measured, List<Expectation> expected) {
    /** How figures are written. */
    public enum Unit {
        PERCENT,
        USERS,
        /** A difference of rates. */
        WIDTH,
        PROBABILITY;

        static String shortPercent(double share) {
            return String.format(Locale.ROOT, "%.0f %%", 100 * share);
        }

        String text(double value) {
            return switch (this) {
                case PERCENT -> String.format(Locale.ROOT, "%.2f %%", 100 * value);
                case USERS -> String.format(Locale.ROOT, "%,.0f", value);
                case WIDTH -> String.format(Locale.ROOT, "%.4f", value);
                case PROBABILITY -> String.format(Locale.ROOT, "%.2g", value);
            };
        }
    }

    /** What a figure should be, with the error that chance or rounding may cause. */
    public sealed interface Expectation {
        boolean met(double measured);

        String text(Unit unit);
    }

    /** A known figure. */
    record Near(double value, double error) implements Expectation {
        @Override
        public boolean met(double measured) {
            return Math.abs(measured - value) <= error;
        }

        @Override
        public String text(Unit unit) {
            return unit.text(value) + " ± " + unit.text(error);
        }
    }

    /** A bound that is promised. */
    record AtMost(double value, double error) implements Expectation {
        @Override
        public boolean met(double measured) {
            return measured <= value + error;
        }

        @Override
        public String text(Unit unit) {
            return "at most " + unit.text(value) + " + " + unit.text(error);
        }
    }

    /** Whether it is as expected. */
    public boolean isMet() {
        return expected.stream().allMatch(it -> it.met(measured));
    }

    /** The figure, written. */
    public String measuredText() {
        return unit.text(measured);
    }

    /** What is expected, written; empty where nothing is. */
    public String expectedText() {
        return String.join("; ", expected.stream().map(it -> it.text(unit)).toList());
    }
}
