package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.statistics.BetaBinomialView;
import dev.sluice.experiment.statistics.Guardrail;
import dev.sluice.experiment.statistics.Moments;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * One metric of one candidate compared with the control, as the API shows it; see {@link
 * Difference}.
 *
 * @param unit share, seconds or number
 * @param lower null, like {@code upper} and {@code p}, if there is no interval yet
 * @param units the units behind the estimate
 * @param higherProbability for people to look at, never a rule; null if a unit's value may be
 *     between 0 and 1
 */
record Comparison(
        String candidate,
        String metric,
        String unit,
        boolean lowerIsWorse,
        @Nullable Double estimate,
        @Nullable Double lower,
        @Nullable Double upper,
        @Nullable Double p,
        double alpha,
        long units,
        String sentence,
        List<OfStage> strata,
        @Nullable Double higherProbability,
        @Nullable ExpectedLoss expectedLoss) {
    /**
     * The units enrolled in one stage.
     *
     * @param share of all units that got a candidate in it, in basis points
     */
    record OfStage(int stage, int share, Side candidate, Side control) {}

    /** Units that have the metric. */
    record Side(long units, double mean) {
        static Side of(Moments moments) {
            return new Side(moments.units(), moments.mean());
        }
    }

    /** How much worse the rate is on average, depending on which variant is chosen. */
    record ExpectedLoss(double ifCandidate, double ifControl) {}

    static Comparison of(Definition definition, Difference it, Tally tally) {
        Metric metric = it.metric();
        BetaBinomialView view = view(definition, it, tally);
        List<OfStage> strata = it.strata().entrySet().stream()
                .map(of -> new OfStage(
                        of.getKey(),
                        Stages.share(definition, of.getKey()),
                        Side.of(of.getValue().candidate()),
                        Side.of(of.getValue().control())))
                .toList();
        return new Comparison(
                it.candidate(),
                metric.name(),
                metric.unit().name().toLowerCase(Locale.ROOT),
                metric.lowerIsWorse(),
                it.estimate() == null ? null : it.estimate().value(),
                it.interval() == null ? null : it.interval().low(),
                it.interval() == null ? null : it.interval().high(),
                it.p(),
                it.alpha(),
                it.estimate() == null ? 0 : it.estimate().units(),
                it.sentence(),
                strata,
                view == null ? null : view.candidateHigher(),
                view == null ? null : loss(view, metric.lowerIsWorse()));
    }

    /** If a higher rate is worse, the losses of the two variants are swapped. */
    private static ExpectedLoss loss(BetaBinomialView view, boolean lowerIsWorse) {
        return lowerIsWorse
                ? new ExpectedLoss(view.lossIfCandidate(), view.lossIfControl())
                : new ExpectedLoss(view.lossIfControl(), view.lossIfCandidate());
    }

    private static @Nullable BetaBinomialView view(
            Definition definition, Difference it, Tally tally) {
        Metric metric = it.metric();
        List<Integer> stages = Stages.concurrent(definition);
        Figure candidate = tally.besideControl().figure(it.candidate(), Measure.of(metric), stages);
        Figure control = tally.besideControl()
                .figure(definition.control().name(), Measure.of(metric), stages);
        boolean counts = candidate.moments().units() > 0 && control.moments().units() > 0;
        if (metric.unit() != Guardrail.Unit.SHARE
                || !counts
                || !candidate.binary()
                || !control.binary()) {
            return null;
        }
        return BetaBinomialView.of(
                ones(candidate.moments()),
                candidate.moments().units(),
                ones(control.moments()),
                control.moments().units());
    }

    private static long ones(Moments of) {
        return Math.round(of.mean() * of.units());
    }
}
