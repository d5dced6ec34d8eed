package dev.sluice.rollout.analysis;

import com.fasterxml.jackson.annotation.JsonProperty;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.experiment.statistics.GuardrailVerdict;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.experiment.statistics.SampleRatio;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.Rollout;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an experiment has shown so far, as the API returns it.
 *
 * @param stage the current stage, or the one it ended in
 * @param units by variant
 * @param sampleRatio sample ratio of that stage's units
 * @param missing what it waits for, in words; empty if nothing
 */
record Analysis(
        String experiment,
        Instant at,
        String state,
        int stage,
        Map<String, Units> units,
        Ratio sampleRatio,
        long conflicts,
        @Nullable Instant lastServed,
        @Nullable String feedbackShift,
        List<OfVariant> variants,
        List<Comparison> comparisons,
        List<GuardrailView> guardrails,
        List<CanDetect> detectable,
        @Nullable ShadowView shadow,
        List<String> missing) {
    /** How many units are enrolled, in total and in the current stage. */
    record Units(long enrolled, long inStage) {}

    /**
     * Enrolled units against the plan; see {@link SampleRatio}.
     *
     * @param enough false while there are too few units to tell
     * @param chiSquared null if infinite, because a variant has units that the plan gives it none
     *     of
     */
    record Ratio(
            double p,
            @Nullable Double chiSquared,
            boolean enough,
            boolean broken,
            String sentence,
            Map<String, Long> counts,
            Map<String, Integer> planned) {}

    /** One variant, with its units from all stages. */
    record OfVariant(
            String name, long enrolled, long inferences, Map<String, MeanOfUnits> metrics) {}

    /** The mean of a metric over the units that have it. */
    record MeanOfUnits(long units, double mean, double deviation) {
        static MeanOfUnits of(Moments moments) {
            return new MeanOfUnits(moments.units(), moments.mean(), Math.sqrt(moments.variance()));
        }
    }

    /**
     * A guardrail of one candidate.
     *
     * @param verdict clear, crossed, open or too_early
     * @param atLeast lower bound of the excess over the limit, in the metric's unit; null while it
     *     is too early
     * @param atMost upper bound of the excess
     * @param limit what is allowed, in words
     */
    record GuardrailView(
            String text,
            String candidate,
            String verdict,
            String sentence,
            @Nullable Double atLeast,
            @Nullable Double atMost,
            String limit) {
        static GuardrailView of(Findings.Judged judged) {
            GuardrailVerdict verdict = judged.verdict();
            GuardrailVerdict.Figures figures = switch (verdict) {
                case GuardrailVerdict.Clear clear -> clear.figures();
                case GuardrailVerdict.Crossed crossed -> crossed.figures();
                case GuardrailVerdict.Open open -> open.figures();
                case GuardrailVerdict.TooEarly ignored -> null;
            };
            return new GuardrailView(
                    verdict.guardrail().metric(),
                    judged.candidate(),
                    Verdicts.label(verdict),
                    verdict.sentence(),
                    figures == null ? null : figures.atLeast(),
                    figures == null ? null : figures.atMost(),
                    verdict.guardrail().allowed());
        }
    }

    /** The copies of the shadow stage; see {@link Findings.Shadow}. */
    record ShadowView(
            long copies,
            long failed,
            long servedFailed,
            @Nullable Double similarity,
            @Nullable Double seconds,
            @Nullable Double servedSeconds,
            @JsonProperty("cost_usd") @Nullable BigDecimal cost,
            @JsonProperty("served_cost_usd") @Nullable BigDecimal servedCost) {
        static ShadowView of(Findings.Shadow it) {
            return new ShadowView(
                    it.copies(),
                    it.failed(),
                    it.servedFailed(),
                    finite(it.similarity()),
                    finite(it.seconds()),
                    finite(it.servedSeconds()),
                    it.cost(),
                    it.servedCost());
        }
    }

    /** Do not call it on an event loop: the Bayesian view of rates computes integrals. */
    static Analysis of(Rollout rollout, Tally tally, Instant now) {
        Definition definition = rollout.definition();
        Findings findings = FindingsReader.findings(rollout, tally, now);
        int stage = Stages.present(rollout.state());
        Map<String, Units> units = new LinkedHashMap<>();
        definition
                .variants()
                .forEach(it -> units.put(
                        it.name(),
                        new Units(tally.enrolled(it.name()), tally.enrolled(it.name(), stage))));
        return new Analysis(
                rollout.id(),
                now,
                rollout.state().label(),
                stage,
                units,
                ratio(definition, stage, findings.ratio(), tally),
                findings.conflicts(),
                findings.lastServed(),
                findings.feedbackShift(),
                definition.variants().stream()
                        .map(it -> variant(definition, it, tally))
                        .toList(),
                Difference.all(definition, tally).stream()
                        .map(it -> Comparison.of(definition, it, tally))
                        .toList(),
                findings.guardrails().stream().map(GuardrailView::of).toList(),
                CanDetect.all(rollout, tally, now),
                findings.shadow() == null ? null : ShadowView.of(findings.shadow()),
                WaitsFor.of(rollout, findings));
    }

    private static Ratio ratio(Definition definition, int stage, SampleRatio ratio, Tally tally) {
        Map<String, Long> counts = new LinkedHashMap<>();
        Map<String, Integer> planned = new LinkedHashMap<>();
        int[] weights = definition.at(stage).planned();
        for (int i = 0; i < weights.length; i++) {
            String name = definition.variants().get(i).name();
            counts.put(name, tally.enrolled(name, stage));
            planned.put(name, weights[i]);
        }
        boolean enough = ratio.units() >= SampleRatio.MINIMUM_UNITS;
        return new Ratio(
                ratio.p(),
                finite(ratio.chiSquared()),
                enough,
                ratio.isBroken(),
                ratio.sentence(),
                counts,
                planned);
    }

    private static OfVariant variant(
            Definition definition, VariantDefinition variant, Tally tally) {
        Map<String, MeanOfUnits> metrics = new LinkedHashMap<>();
        for (Metric metric : Difference.metrics(definition)) {
            metrics.put(
                    metric.name(),
                    MeanOfUnits.of(tally.figure(
                                    variant.name(),
                                    Measure.of(metric),
                                    Stages.enrolling(definition))
                            .moments()));
        }
        return new OfVariant(
                variant.name(),
                tally.enrolled(variant.name()),
                tally.of(variant.name()).mapToLong(Cell::inferences).sum(),
                metrics);
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
