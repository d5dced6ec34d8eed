package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.statistics.ConfidenceSequence;
import dev.sluice.experiment.statistics.Estimate;
import dev.sluice.experiment.statistics.Guardrail;
import dev.sluice.experiment.statistics.Guardrails;
import dev.sluice.experiment.statistics.Interval;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.experiment.statistics.Stratum;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * By how much a candidate's mean of one metric differs from the control's: compared within each
 * stage that had both, pooled by the inverse of the variances. Two-sided and always-valid, with the
 * whole alpha of the definition: nothing is decided by it.
 *
 * @param strata the stages in which both had units, with those units
 * @param enough whether a stage has {@link Guardrails#MINIMUM_UNITS} of each; then only such stages
 *     count, else all do, and the interval is no more than a sketch
 * @param estimate the candidate's less the control's; null where there is nothing to compare
 * @param interval where the difference is; null where there is no estimate, or the units don't vary
 * @param p always-valid, of no difference; null with the interval
 */
record Difference(
        String candidate,
        Metric metric,
        double alpha,
        Map<Integer, Stratum> strata,
        boolean enough,
        @Nullable Estimate estimate,
        @Nullable Interval interval,
        @Nullable Double p) {
    /** Every metric of the definition, its guardrails' behind its own, for every candidate. */
    static List<Difference> all(Definition definition, Tally tally) {
        List<Difference> all = new ArrayList<>();
        definition
                .candidates()
                .forEach(candidate -> metrics(definition)
                        .forEach(metric ->
                                all.add(of(definition, candidate.name(), metric, tally))));
        return all;
    }

    /** The metrics of a definition and of its guardrails, each once. */
    static List<Metric> metrics(Definition definition) {
        return Stream.concat(
                        definition.metrics().stream(),
                        definition.guardrails().stream().map(rule -> rule.metric()))
                .distinct()
                .toList();
    }

    private static Difference of(
            Definition definition, String candidate, Metric metric, Tally tally) {
        String control = definition.control().name();
        Map<Integer, Stratum> strata = new LinkedHashMap<>();
        for (int stage : Stages.concurrent(definition)) {
            Stratum stratum =
                    tally.besideControl().stratum(candidate, control, Measure.of(metric), stage);
            if (stratum.hasUnits(1)) {
                strata.put(stage, stratum);
            }
        }
        boolean enough =
                strata.values().stream().anyMatch(it -> it.hasUnits(Guardrails.MINIMUM_UNITS));
        List<Estimate> counting = strata.values().stream()
                .filter(it -> it.hasUnits(enough ? Guardrails.MINIMUM_UNITS : 2))
                .map(it -> new Stratum(
                        it.candidate().withinRange(metric.range()),
                        it.control().withinRange(metric.range())))
                .map(Estimate::difference)
                .toList();
        List<Estimate> varying =
                counting.stream().filter(it -> it.variance() > 0).toList();
        if (varying.isEmpty()) {
            Estimate fixed = counting.isEmpty() ? null : counting.getFirst();
            return new Difference(
                    candidate, metric, definition.alpha(), strata, enough, fixed, null, null);
        }
        Estimate estimate = Estimate.pooled(varying);
        ConfidenceSequence sequence =
                new ConfidenceSequence(definition.alpha(), definition.planned());
        return new Difference(
                candidate,
                metric,
                definition.alpha(),
                strata,
                enough,
                estimate,
                sequence.interval(estimate),
                sequence.p(estimate));
    }

    /** The comparison in words. */
    String sentence() {
        Moments candidates = strata.values().stream()
                .map(Stratum::candidate)
                .reduce(Moments.NONE, Moments::merge);
        Moments controls =
                strata.values().stream().map(Stratum::control).reduce(Moments.NONE, Moments::merge);
        if (!enough) {
            return String.format(
                    Locale.ROOT,
                    "%s can't be compared yet: %,d units of %s and %,d of the control are too few "
                            + "(%d of each are"
                            + " needed in a stage).",
                    metric.name(),
                    candidates.units(),
                    candidate,
                    controls.units(),
                    Guardrails.MINIMUM_UNITS);
        }
        Guardrail.Unit unit = metric.unit();
        String observed = String.format(
                Locale.ROOT,
                "%s: %s %s with %,d units, control %s with %,d",
                metric.name(),
                candidate,
                unit.value(candidates.mean()),
                candidates.units(),
                unit.value(controls.mean()),
                controls.units());
        if (estimate == null || interval == null || p == null) {
            return observed + "; all units have the same value, which says nothing about chance.";
        }
        return String.format(
                Locale.ROOT,
                "%s; the difference is %s, from %s to %s (always-valid p = %.2g, alpha = %.2g): "
                        + "%s.",
                observed,
                unit.distance(estimate.value()),
                unit.distance(interval.low()),
                unit.distance(interval.high()),
                p,
                alpha,
                conclusion(interval));
    }

    private String conclusion(Interval shown) {
        if (shown.contains(0)) {
            return "no difference is shown";
        }
        boolean lower = shown.high() < 0;
        return candidate + " is " + (lower == metric.lowerIsWorse() ? "worse" : "better");
    }
}
