package dev.sluice.experiment.statistics;

import dev.sluice.experiment.statistics.Guardrail.Unit;
import dev.sluice.experiment.statistics.GuardrailVerdict.Figures;
import dev.sluice.experiment.statistics.Limit.Absolute;
import dev.sluice.experiment.statistics.Limit.Margin;
import dev.sluice.experiment.statistics.Limit.Ratio;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Figures and verdicts as sentences, for readers who were not there when the decision was made.
 * Each begins with what was seen; how sure it is comes last, in brackets.
 */
public final class Words {
    private Words() {}

    /** {@code 1 unit}, {@code 1,200 units}. */
    public static String units(long count) {
        return String.format(Locale.ROOT, count == 1 ? "%,d unit" : "%,d units", count);
    }

    /**
     * A difference with the figures it comes from: {@code rated 0.8 lower (3.3 against 4.1, with
     * 410 and 402 units)}.
     *
     * @param subject what is measured, as a sentence begins: {@code rated}, {@code errors}
     * @param by the candidate's value minus the control's
     * @param strata how many stages it was compared within: with several, the means of all units
     *     need not differ by as much
     */
    public static String difference(
            String subject, Unit unit, double by, int strata, Moments candidate, Moments control) {
        String distance = distance(unit, Math.abs(by));
        String side = distance.equals(distance(unit, 0))
                ? "as much as the control"
                : distance + (by < 0 ? " lower" : " higher");
        String within = strata > 1 ? ", compared stage by stage" : "";
        String against = value(unit, candidate.mean()) + " against " + value(unit, control.mean());
        return subject + " " + side + within + " (" + against
                + (strata > 1 ? " in all, with " : ", with ") + units(candidate, control) + ")";
    }

    static String crossed(Guardrail guardrail, Figures figures) {
        return String.format(
                Locale.ROOT,
                "%s; it is crossed by at least %s (always-valid p = %.2g, alpha = %.2g).",
                observed(guardrail, figures),
                distance(guardrail.unit(), figures.atLeast()),
                figures.p(),
                figures.alpha());
    }

    static String clear(Guardrail guardrail, Figures figures) {
        return String.format(
                Locale.ROOT,
                "%s; it is kept by at least %s (alpha = %.2g).",
                observed(guardrail, figures),
                distance(guardrail.unit(), -figures.atMost()),
                figures.alpha());
    }

    static String open(Guardrail guardrail, Figures figures) {
        return String.format(
                Locale.ROOT,
                "%s; it can't be judged yet: anything from %s within it to %s beyond it is "
                        + "possible (alpha = %.2g).",
                observed(guardrail, figures),
                distance(guardrail.unit(), -figures.atLeast()),
                distance(guardrail.unit(), figures.atMost()),
                figures.alpha());
    }

    private static String observed(Guardrail guardrail, Figures figures) {
        return seen(guardrail, figures) + "; " + guardrail.metric() + " allows "
                + allowed(guardrail);
    }

    private static String seen(Guardrail guardrail, Figures figures) {
        Unit unit = guardrail.unit();
        Moments candidate = figures.candidate();
        Moments control = figures.control();
        double excess = figures.excess().value();
        return switch (guardrail.limit()) {
            case Margin margin ->
                difference(
                        guardrail.subject(),
                        unit,
                        (excess + margin.by()) * (guardrail.lowerIsWorse() ? -1 : 1),
                        figures.strata(),
                        candidate,
                        control);
            case Ratio ignored ->
                guardrail.subject() + " " + value(unit, candidate.mean()) + " against "
                        + value(unit, control.mean())
                        + (figures.strata() > 1
                                ? ", compared stage by stage"
                                : times(candidate, control))
                        + ", with "
                        + units(candidate, control);
            case Absolute ignored ->
                guardrail.subject() + " " + value(unit, candidate.mean()) + " with "
                        + units(candidate.units());
        };
    }

    private static String times(Moments candidate, Moments control) {
        return control.mean() > 0
                ? " (" + number(candidate.mean() / control.mean()) + " times)"
                : "";
    }

    private static String units(Moments candidate, Moments control) {
        return candidate.units() == control.units()
                ? units(candidate.units()) + " each"
                : String.format(
                        Locale.ROOT, "%,d and %s", candidate.units(), units(control.units()));
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
        if (unit != Unit.SHARE) {
            return value(unit, value);
        }
        String points = number(100 * value);
        return points + (points.equals("1") || points.equals("-1") ? " point" : " points");
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
