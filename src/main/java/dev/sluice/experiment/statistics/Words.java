package dev.sluice.experiment.statistics;

import dev.sluice.experiment.statistics.Guardrail.Unit;
import dev.sluice.experiment.statistics.GuardrailVerdict.Figures;
import dev.sluice.experiment.statistics.Limit.Absolute;
import dev.sluice.experiment.statistics.Limit.Margin;
import dev.sluice.experiment.statistics.Limit.Ratio;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Verdicts as sentences, for readers who were not there when the decision was made. */
final class Words {
    private Words() {}

    static String crossed(Guardrail guardrail, Figures figures) {
        return String.format(
                Locale.ROOT,
                "%s crossed the limit: %s; beyond it by at least %s (always-valid p = %.2g, alpha "
                        + "= %.2g).",
                guardrail.metric(),
                observed(guardrail, figures),
                distance(guardrail.unit(), figures.atLeast()),
                figures.p(),
                figures.alpha());
    }

    static String clear(Guardrail guardrail, Figures figures) {
        return String.format(
                Locale.ROOT,
                "%s kept the limit: %s; within it by at least %s (alpha = %.2g).",
                guardrail.metric(),
                observed(guardrail, figures),
                distance(guardrail.unit(), -figures.atMost()),
                figures.alpha());
    }

    static String open(Guardrail guardrail, Figures figures) {
        return String.format(
                Locale.ROOT,
                "%s can't be judged yet: %s; anything from %s within it to %s beyond it is "
                        + "possible (alpha = %.2g).",
                guardrail.metric(),
                observed(guardrail, figures),
                distance(guardrail.unit(), -figures.atLeast()),
                distance(guardrail.unit(), figures.atMost()),
                figures.alpha());
    }

    private static String observed(Guardrail guardrail, Figures figures) {
        Unit unit = guardrail.unit();
        String candidate = String.format(
                Locale.ROOT,
                "%s with %,d units",
                value(unit, figures.candidate().mean()),
                figures.candidate().units());
        String control = guardrail.limit().needsControl()
                ? String.format(
                        Locale.ROOT,
                        ", control %s with %,d",
                        value(unit, figures.control().mean()),
                        figures.control().units())
                : "";
        return candidate + control + ", allowed " + allowed(guardrail);
    }

    static String allowed(Guardrail guardrail) {
        boolean lower = guardrail.lowerIsWorse();
        return switch (guardrail.limit()) {
            case Margin margin ->
                distance(guardrail.unit(), margin.by()) + (lower ? " less" : " more");
            case Ratio ratio ->
                (lower ? "at least " : "at most ") + number(ratio.times()) + " times the control";
            case Absolute absolute ->
                (lower ? "at least " : "at most ") + value(guardrail.unit(), absolute.value());
        };
    }

    static String value(Unit unit, double value) {
        return switch (unit) {
            case SHARE -> number(100 * value) + " %";
            case SECONDS -> number(value) + " s";
            case NUMBER -> number(value);
        };
    }

    /**
     * A difference of values. Shares differ in points, so that 2 points are not mistaken for 2 % of
     * the share.
     */
    static String distance(Unit unit, double value) {
        return unit == Unit.SHARE ? number(100 * value) + " points" : value(unit, value);
    }

    /** Three significant digits, or all digits before the point. */
    private static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        int digits = size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN);
        return rounded.stripTrailingZeros().toPlainString();
    }
}
