package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.experiment.statistics.ConfidenceSequence;
import dev.sluice.experiment.statistics.Estimate;
import dev.sluice.experiment.statistics.Guardrails;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.experiment.statistics.Stratum;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Detects that the shares of units that give feedback differ so much between candidate and control
 * that their feedback can't be compared: the silent units then differ between the two. It is tested
 * by stage, pooled and always-valid, at the level of the sample ratio's alarm, because it holds a
 * rollout just as that alarm does.
 */
final class FeedbackShift {
    static final double ALPHA = 0.001;

    private FeedbackShift() {}

    /** The shift in words; null if there is none or no metric needs feedback. */
    static @Nullable String in(Definition definition, Tally tally) {
        if (AnalysisRepository.feedback(definition).isEmpty()) {
            return null;
        }
        for (VariantDefinition candidate : definition.candidates()) {
            String shift = in(definition, candidate.name(), tally.besideControl());
            if (shift != null) {
                return shift;
            }
        }
        return null;
    }

    private static @Nullable String in(Definition definition, String candidate, Tally tally) {
        String control = definition.control().name();
        List<Estimate> strata = Stages.concurrent(definition).stream()
                .map(stage -> new Stratum(
                        rate(tally.cell(candidate, stage)), rate(tally.cell(control, stage))))
                .filter(it -> it.hasUnits(Guardrails.MINIMUM_UNITS))
                .map(it ->
                        new Stratum(it.candidate().withinRange(1), it.control().withinRange(1)))
                .map(Estimate::difference)
                .toList();
        if (strata.isEmpty()) {
            return null;
        }
        Estimate estimate = Estimate.pooled(strata);
        ConfidenceSequence sequence = new ConfidenceSequence(ALPHA, definition.planned());
        double p = sequence.p(estimate);
        if (p >= ALPHA) {
            return null;
        }
        return String.format(
                Locale.ROOT,
                "%,d of %,d units of %s gave feedback and %,d of %,d of the control (always-valid "
                        + "p = %.2g): what they"
                        + " say can't be compared.",
                sum(definition, tally, candidate, Cell::spoke),
                sum(definition, tally, candidate, Cell::enrolled),
                candidate,
                sum(definition, tally, control, Cell::spoke),
                sum(definition, tally, control, Cell::enrolled),
                p);
    }

    private static Moments rate(Cell cell) {
        return Moments.ofRate(Math.min(cell.spoke(), cell.enrolled()), cell.enrolled());
    }

    private static long sum(
            Definition definition, Tally tally, String variant, ToLongFunction<Cell> of) {
        return Stages.concurrent(definition).stream()
                .mapToLong(stage -> of.applyAsLong(tally.cell(variant, stage)))
                .sum();
    }
}
