package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.experiment.statistics.ConfidenceSequence;
import dev.sluice.experiment.statistics.Detectable;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The smallest difference of a metric that can be detected before the current stage ends, or within
 * a week if its end is open: for each guardrail's metric at the guardrail's part of alpha, for the
 * first metric at the whole alpha. With several candidates it is for the one with the fewest units.
 *
 * @param difference in the metric's unit; null if too few units will be enrolled by then
 * @param by the day at whose end, in UTC, it can be detected
 */
record CanDetect(String metric, @Nullable Double difference, LocalDate by, String sentence) {
    private static final Duration OPEN_END = Duration.ofDays(7);

    /** Empty if no units are being enrolled beside a control. */
    static List<CanDetect> all(Rollout rollout, Tally tally, Instant now) {
        Definition definition = rollout.definition();
        if (!(rollout.state() instanceof State.Live live)
                || !Stages.enrolling(definition).contains(live.at().stage())
                || !Stages.hasControl(definition, live.at().stage())) {
            return List.of();
        }
        LocalDate by = now.plus(remaining(definition, live.at()))
                .atZone(ZoneOffset.UTC)
                .toLocalDate();
        Map<Metric, Double> alphas = new LinkedHashMap<>();
        definition
                .guardrails()
                .forEach(rule -> alphas.put(
                        rule.metric(), Verdicts.guardrails(definition).alphaOfEach()));
        definition.metrics().stream()
                .limit(1)
                .forEach(metric -> alphas.putIfAbsent(metric, definition.alpha()));
        List<CanDetect> all = new ArrayList<>();
        alphas.forEach((metric, alpha) -> {
            CanDetect one = of(definition, metric, alpha, tally, now, by);
            if (one != null) {
                all.add(one);
            }
        });
        return all;
    }

    private static Duration remaining(Definition definition, State.Position at) {
        if (definition.rollout() == null) {
            return OPEN_END;
        }
        Duration left = definition.rollout().stage(at.stage()).duration().minus(at.watched());
        return left.isPositive() ? left : OPEN_END;
    }

    private static @Nullable CanDetect of(
            Definition definition,
            Metric metric,
            double alpha,
            Tally tally,
            Instant now,
            LocalDate by) {
        Side control = Side.of(definition, definition.control(), metric, tally);
        Side candidate = null;
        for (VariantDefinition it : definition.candidates()) {
            Side side = Side.of(definition, it, metric, tally);
            candidate = candidate == null || side.units() < candidate.units() ? side : candidate;
        }
        if (candidate == null || control.units() < 2 || candidate.units() < 2) {
            return null;
        }
        double variance = (control.variance() + candidate.variance()) / 2;
        Detectable detectable = Detectable.by(
                new ConfidenceSequence(alpha, definition.planned()),
                variance,
                Math.min(control.units(), candidate.units()),
                Math.min(control.perDay(), candidate.perDay()),
                now,
                by);
        return new CanDetect(
                metric.name(),
                Double.isFinite(detectable.difference()) ? detectable.difference() : null,
                by,
                metric.name() + ": " + detectable.sentence(metric.unit()) + ".");
    }

    /**
     * The units of one variant that have the metric.
     *
     * @param perDay how many more arrive per day: not every unit gives feedback
     */
    private record Side(long units, double variance, double perDay) {
        static Side of(
                Definition definition, VariantDefinition variant, Metric metric, Tally tally) {
            Moments moments = tally.besideControl()
                    .figure(variant.name(), Measure.of(metric), Stages.concurrent(definition))
                    .moments();
            long enrolled = Stages.concurrent(definition).stream()
                    .mapToLong(stage -> tally.enrolled(variant.name(), stage))
                    .sum();
            double share = enrolled == 0 ? 0 : Math.min(1, (double) moments.units() / enrolled);
            return new Side(
                    moments.units(),
                    moments.withinRange(metric.range()).variance(),
                    share * tally.perDay(variant.name()));
        }
    }
}
