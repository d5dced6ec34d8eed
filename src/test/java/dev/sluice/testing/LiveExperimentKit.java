package dev.sluice.testing;

import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.LayerRange;
import dev.sluice.experiment.Variant;
import dev.sluice.experiment.definition.BreakerRule;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.Serving;
import dev.sluice.experiment.definition.Serving.InFront;
import dev.sluice.experiment.definition.Serving.RouteLadder;
import dev.sluice.experiment.definition.Serving.RungChoice;
import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.experiment.live.KnownUnits;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveSnapshot;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An experiment to publish in tests: a control and a candidate of equal weight, and whatever a test
 * says otherwise.
 *
 * @param share of all units that get the candidate, in basis points
 */
public record LiveExperimentKit(
        String id,
        String route,
        @Nullable LayerRange layer,
        Serving serving,
        AnonymousRule anonymous,
        Map<String, String> testers,
        int share,
        BreakerRule breaker) {
    /** One that has the model before the ladder of the route, for half of the units. */
    public static LiveExperimentKit of(String id, String route, String model) {
        return new LiveExperimentKit(
                id,
                route,
                null,
                new InFront(new RungChoice(model, null)),
                AnonymousRule.RANDOM_PER_REQUEST,
                Map.of(),
                5_000,
                BreakerRule.DEFAULT);
    }

    public LiveExperimentKit in(String salt, int from, int to) {
        return new LiveExperimentKit(
                id,
                route,
                new LayerRange(salt, from, to),
                serving,
                anonymous,
                testers,
                share,
                breaker);
    }

    public LiveExperimentKit serving(Serving other) {
        return new LiveExperimentKit(id, route, layer, other, anonymous, testers, share, breaker);
    }

    public LiveExperimentKit anonymous(AnonymousRule rule) {
        return new LiveExperimentKit(id, route, layer, serving, rule, testers, share, breaker);
    }

    public LiveExperimentKit testers(Map<String, String> units) {
        return new LiveExperimentKit(id, route, layer, serving, anonymous, units, share, breaker);
    }

    public LiveExperimentKit share(int basisPoints) {
        return new LiveExperimentKit(
                id, route, layer, serving, anonymous, testers, basisPoints, breaker);
    }

    public LiveExperimentKit breaker(BreakerRule rule) {
        return new LiveExperimentKit(id, route, layer, serving, anonymous, testers, share, rule);
    }

    public Definition definition() {
        return new Definition(
                id,
                id,
                route,
                "",
                layer,
                List.of(
                        new VariantDefinition(new Variant("control", 5_000), new RouteLadder()),
                        new VariantDefinition(new Variant("candidate", 5_000), serving)),
                anonymous,
                testers,
                List.of(),
                List.of(),
                0.05,
                1_000,
                share,
                breaker,
                null);
    }

    public LiveExperiment live() {
        return new LiveExperiment(definition(), 0, null);
    }

    /** The same, paused: nobody but these. */
    public LiveExperiment paused(String... units) {
        return new LiveExperiment(definition(), 0, KnownUnits.of(List.of(units)));
    }

    /** A snapshot of experiments. */
    public static LiveSnapshot snapshot(long sequence, LiveExperiment... experiments) {
        return new LiveSnapshot(sequence, List.of(experiments), List.of(), Set.of());
    }
}
