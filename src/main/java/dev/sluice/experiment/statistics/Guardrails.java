package dev.sluice.experiment.statistics;

import dev.sluice.experiment.statistics.GuardrailVerdict.Clear;
import dev.sluice.experiment.statistics.GuardrailVerdict.Crossed;
import dev.sluice.experiment.statistics.GuardrailVerdict.Figures;
import dev.sluice.experiment.statistics.GuardrailVerdict.Open;
import dev.sluice.experiment.statistics.GuardrailVerdict.TooEarly;

import java.util.List;
import java.util.Locale;

/**
 * The guardrails of one candidate, each judged by one-sided bounds that may be looked at any time.
 * They share one error: a candidate within all limits is rolled back by any of them, at any look,
 * with probability {@code alpha} at most, because each has an equal part of it (Bonferroni).
 *
 * @param guardrails at least one; few, since each makes the bounds of the others wider
 * @param alpha shared by all, above 0 and below 0.5
 * @param planned units of candidate and control together at which the bounds are tightest
 */
public record Guardrails(List<Guardrail> guardrails, double alpha, long planned) {
    /**
     * Units that candidate and control each need: with fewer the mean is not normal enough yet,
     * least of all for errors.
     */
    public static final long MINIMUM_UNITS = 100;

    private static final int GUARDRAILS_MAX = 100;

    public Guardrails {
        guardrails = List.copyOf(guardrails);
        if (guardrails.isEmpty() || guardrails.size() > GUARDRAILS_MAX) {
            throw new IllegalArgumentException("there are " + guardrails.size()
                    + " guardrails (expected: 1 to " + GUARDRAILS_MAX + ")");
        }
        new ConfidenceSequence(alpha, planned);
    }

    /** Each guardrail's part of the error. */
    public double alphaOfEach() {
        return alpha / guardrails.size();
    }

    /**
     * Judges one guardrail of this list.
     *
     * @param strata by stage. A limit relative to the control is judged in each stage that has
     *     enough units, and the results are pooled; an absolute limit uses the candidate's units
     *     from all stages.
     */
    public GuardrailVerdict judge(Guardrail guardrail, List<Stratum> strata) {
        if (!guardrails.contains(guardrail)) {
            throw new IllegalArgumentException("the guardrail " + guardrail.metric()
                    + " is not in the list (expected: one that alpha is split for)");
        }
        Moments candidate = candidates(strata);
        Moments control = controls(strata);
        boolean relative = guardrail.limit().needsControl();
        List<Stratum> enough = relative
                ? strata.stream().filter(it -> it.hasUnits(MINIMUM_UNITS)).toList()
                : candidate.units() >= MINIMUM_UNITS
                        ? List.of(new Stratum(candidate, control))
                        : List.of();
        if (enough.isEmpty()) {
            return new TooEarly(
                    guardrail, candidate, control, tooFew(candidate, control, relative));
        }
        List<Estimate> varying = enough.stream()
                .map(it -> new Stratum(
                        it.candidate().withinRange(guardrail.range()),
                        it.control().withinRange(guardrail.range())))
                .map(it -> guardrail.limit().excess(it, guardrail.lowerIsWorse()))
                .filter(it -> it.variance() > 0)
                .toList();
        if (varying.isEmpty()) {
            return new TooEarly(
                    guardrail,
                    candidate,
                    control,
                    "All units have the same value, which says nothing about chance");
        }
        return decide(guardrail, enough, Estimate.pooled(varying), varying.size());
    }

    private GuardrailVerdict decide(
            Guardrail guardrail, List<Stratum> counted, Estimate excess, int strata) {
        ConfidenceSequence sequence = new ConfidenceSequence(alphaOfEach(), planned);
        double atLeast = sequence.atLeast(excess);
        double atMost = sequence.atMost(excess);
        Figures figures = new Figures(
                candidates(counted),
                controls(counted),
                excess,
                atLeast,
                atMost,
                sequence.pNotAbove(excess),
                alphaOfEach(),
                strata);
        if (atLeast > 0) {
            return new Crossed(guardrail, figures);
        }
        return atMost < 0 ? new Clear(guardrail, figures) : new Open(guardrail, figures);
    }

    private static Moments candidates(List<Stratum> strata) {
        return strata.stream().map(Stratum::candidate).reduce(Moments.NONE, Moments::merge);
    }

    private static Moments controls(List<Stratum> strata) {
        return strata.stream().map(Stratum::control).reduce(Moments.NONE, Moments::merge);
    }

    private static String tooFew(Moments candidate, Moments control, boolean relative) {
        String seen = Words.units(candidate.units()) + " of the candidate";
        return relative
                ? String.format(
                        Locale.ROOT,
                        "%s and %,d of the control are too few (%d of each are needed in a stage)",
                        seen,
                        control.units(),
                        MINIMUM_UNITS)
                : seen + (candidate.units() == 1 ? " is" : " are") + " too few (" + MINIMUM_UNITS
                        + " are needed)";
    }
}
