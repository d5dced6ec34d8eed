package dev.sluice.routing;

import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.Assigner;
import dev.sluice.experiment.Assignment;
import dev.sluice.experiment.Experiment;
import dev.sluice.experiment.LayerRange;
import dev.sluice.experiment.Unit;
import dev.sluice.experiment.Variant;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.live.KnownUnits;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.record.Served;
import dev.sluice.vocabulary.AssignmentKind;
import dev.sluice.vocabulary.Operation;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One experiment of a route, with a plan for each variant and each way of reaching it. Immutable.
 */
final class ServedExperiment {
    private final LiveExperiment live;
    private final Assigner assigner;
    private final AnonymousRule anonymous;
    private final @Nullable KnownUnits known;
    private final Set<Operation> operations;
    private final Map<String, Plans> byVariant = new HashMap<>();

    /**
     * Prepares an experiment.
     *
     * @param rungs the rungs of each variant, by name
     * @throws IllegalArgumentException if its definition is invalid
     */
    ServedExperiment(LiveExperiment live, Route route, Map<String, List<Rung>> rungs) {
        this.live = live;
        Experiment at = live.definition().at(live.stage());
        // The layer and the testers have already been looked up, for all experiments of the route
        // at once.
        this.assigner = new Assigner(new Experiment(
                at.id(), at.salt(), null, at.variants(), at.stage(), at.anonymous(), Map.of()));
        this.anonymous = at.anonymous();
        this.known = live.enrolled();
        this.operations = EnumSet.allOf(Operation.class);
        rungs.values().forEach(ladder -> operations.retainAll(operations(ladder)));
        rungs.forEach(
                (variant, ladder) -> byVariant.put(variant, new Plans(variant, route, ladder)));
    }

    /** The plans of one variant. */
    private final class Plans {
        private final RoutePlan enrolled;
        private final RoutePlan enrolledByKey;
        private final RoutePlan drawn;
        private final RoutePlan tester;

        Plans(String variant, Route route, List<Rung> rungs) {
            this.enrolled = plan(variant, route, rungs, AssignmentKind.ENROLLED, false);
            this.enrolledByKey = plan(variant, route, rungs, AssignmentKind.ENROLLED, true);
            this.drawn = plan(variant, route, rungs, AssignmentKind.DRAWN, false);
            this.tester = plan(variant, route, rungs, AssignmentKind.TESTER, false);
        }

        private RoutePlan plan(
                String variant,
                Route route,
                List<Rung> rungs,
                AssignmentKind how,
                boolean keyIsUnit) {
            Served served = Served.of(live.id(), variant, live.stage(), how);
            return new RoutePlan(route, rungs, served, keyIsUnit, operations);
        }
    }

    private static Set<Operation> operations(List<Rung> ladder) {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        ladder.forEach(rung -> operations.addAll(rung.upstream().operations()));
        return operations;
    }

    /** What is copied to the candidate; null unless this is the shadow stage. */
    @Nullable
    Shadowing shadowing() {
        ShadowPlan plan = live.shadow();
        if (plan == null) {
            return null;
        }
        String candidate = live.definition().candidates().getFirst().name();
        Rung rung = plans(candidate).tester.rungs().getFirst();
        return new Shadowing(
                live.id(),
                candidate,
                live.stage(),
                rung,
                plan.share(),
                plan.requests(),
                plan.cost());
    }

    /** Whether it covers an operation: variants can't be compared on what one of them can't do. */
    boolean isAbout(Operation operation) {
        return operations.contains(operation);
    }

    String id() {
        return live.id();
    }

    AnonymousRule anonymous() {
        return anonymous;
    }

    @Nullable
    LayerRange layer() {
        return live.definition().layer();
    }

    /** The plans of testers, by unit. */
    Map<String, RoutePlan> testers() {
        Map<String, RoutePlan> testers = new HashMap<>();
        live.definition()
                .testers()
                .forEach((unit, variant) -> testers.put(unit, plans(variant).tester));
        return testers;
    }

    /** The plan of a unit in the experiment's part of the layer; null at the baseline. */
    @Nullable
    RoutePlan choose(Unit unit, boolean keyIsUnit) {
        if (assigner.assign(unit) instanceof Assignment.Enrolled(Variant variant, int ignored)
                && (known == null || known.contains(unit.id()))) {
            Plans plans = plans(variant.name());
            return keyIsUnit ? plans.enrolledByKey : plans.enrolled;
        }
        return null;
    }

    /**
     * A plan for this one request; null at the baseline. While no new unit is enrolled, none is
     * drawn either.
     */
    @Nullable
    RoutePlan draw(RandomGenerator random) {
        if (known != null
                || !(assigner.assign(null, null, random) instanceof Assignment.Drawn drawn)) {
            return null;
        }
        Variant variant = drawn.served().orElse(null);
        return variant == null ? null : plans(variant.name()).drawn;
    }

    private Plans plans(String variant) {
        return Objects.requireNonNull(byVariant.get(variant), variant);
    }
}
