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
import dev.sluice.experiment.statistics.Words;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How much a candidate's mean of one metric differs from the control's. It is compared within each
 * stage that had both, and pooled with inverse-variance weights. The interval is two-sided and
 * always-valid, with the definition's whole alpha; nothing is decided by it.
 *
 * @param strata the stages in which both had units, with those units
 * @param enough whether a stage has {@link Guardrails#MINIMUM_UNITS} of each. If so, only such
 *     stages count; otherwise all do, and the interval is only a rough indication
 * @param estimate the candidate's mean minus the control's; null if there is nothing to compare
 * @param interval of the difference; null if there is no estimate or the units don't vary
 * @param p always-valid p-value of no difference; null if the interval is
 * @param compared how many stages the estimate was pooled from
 */
record Difference(
        String candidate,
        Metric metric,
        double alpha,
        Map<Integer, Stratum> strata,
        boolean enough,
        @Nullable Estimate estimate,
        @Nullable Interval interval,
        @Nullable Double p,
        int compared) {
    /** Every metric of the definition, then those of its guardrails, for every candidate. */
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
                    candidate, metric, definition.alpha(), strata, enough, fixed, null, null, 1);
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
                sequence.p(estimate),
                varying.size());
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
                    "%s of %s and %,d of the control are too few (%d of each are needed in a "
                            + "stage): %s can't be compared yet.",
                    Words.units(candidates.units()),
                    candidate,
                    controls.units(),
                    Guardrails.MINIMUM_UNITS,
                    metric.name());
        }
        Guardrail.Unit unit = metric.unit();
        double by = estimate == null ? candidates.mean() - controls.mean() : estimate.value();
        String observed = candidate + ": "
                + Words.difference(metric.subject(), unit, by, compared, candidates, controls);
        if (estimate == null || interval == null || p == null) {
            return observed + "; all units have the same value, which says nothing about chance.";
        }
        return String.format(
                Locale.ROOT,
                "%s; %s: the difference is from %s to %s (always-valid p = %.2g, alpha = %.2g).",
                observed,
                conclusion(interval),
                unit.distance(interval.low()),
                unit.distance(interval.high()),
                p,
                alpha);
    }

    private String conclusion(Interval shown) {
        if (shown.contains(0)) {
            return "no difference is shown";
        }
        boolean lower = shown.high() < 0;
        return candidate + " is " + (lower == metric.lowerIsWorse() ? "worse" : "better");
    }
}
