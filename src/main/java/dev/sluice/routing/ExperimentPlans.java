package dev.sluice.routing;

import dev.sluice.config.route.RouteConfig;
import dev.sluice.experiment.definition.Serving;
import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.experiment.live.Standing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Applies a snapshot of experiments to a table's routes. An experiment that can't be served is left
 * out as a whole and the others go on; it never makes the table fail.
 */
final class ExperimentPlans {
    private final LiveSnapshot snapshot;
    private final VariantLadders ladders;
    private final Map<String, String> unservable = new TreeMap<>();

    ExperimentPlans(LiveSnapshot snapshot, VariantLadders ladders) {
        this.snapshot = snapshot;
        this.ladders = ladders;
    }

    /**
     * The plans of each route.
     *
     * @param routes the configured routes
     * @param policies the routes' settings
     */
    Map<String, RoutePlans> plans(Map<String, Route> routes, Map<String, RouteConfig> policies) {
        Map<String, List<LiveExperiment>> experiments = new HashMap<>();
        for (LiveExperiment live : snapshot.experiments()) {
            String route = live.definition().route();
            if (routes.containsKey(route)) {
                experiments.computeIfAbsent(route, ignored -> new ArrayList<>()).add(live);
            } else {
                unservable.put(live.id(), "the route '" + route + "' is not in the configuration");
            }
        }
        Map<String, RoutePlans> plans = new HashMap<>();
        routes.forEach((name, route) -> {
            RouteConfig policy = policies.get(name);
            if (policy == null || !policy.experiments() || snapshot.killed().contains(name)) {
                plans.put(name, new RoutePlans(new RoutePlan(route, route.ladder())));
            } else {
                plans.put(name, plans(route, policy, experiments.getOrDefault(name, List.of())));
            }
        });
        return plans;
    }

    /** Why experiments are left out, by id. */
    Map<String, String> unservable() {
        return unservable;
    }

    private RoutePlans plans(
            Route configured, RouteConfig policy, List<LiveExperiment> experiments) {
        Route route = configured;
        for (Standing standing : snapshot.standing()) {
            if (standing.route().equals(configured.name())) {
                route = standing(route, policy, standing);
            }
        }
        RoutePlan plain = new RoutePlan(route, route.ladder());
        List<LiveExperiment> kept = new ArrayList<>();
        List<ServedExperiment> served = new ArrayList<>();
        for (LiveExperiment live : experiments) {
            try {
                checkApart(live, kept);
                served.add(served(live, route, policy));
                kept.add(live);
            } catch (UnservableException | RuntimeException e) {
                unservable.put(live.id(), String.valueOf(e.getMessage()));
            }
        }
        Shadowing shadowing = served.stream()
                .map(ServedExperiment::shadowing)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new RoutePlans(
                plain, served.isEmpty() ? null : new RouteExperiments(plain, served), shadowing);
    }

    private Route standing(Route route, RouteConfig policy, Standing standing) {
        try {
            return route.withLadder(
                    ladders.ladder(route.name(), policy, route.ladder(), standing.serving()));
        } catch (UnservableException | RuntimeException e) {
            unservable.put(standing.experiment(), String.valueOf(e.getMessage()));
            return route;
        }
    }

    private ServedExperiment served(LiveExperiment live, Route route, RouteConfig policy)
            throws UnservableException {
        Map<String, List<Rung>> rungs = new LinkedHashMap<>();
        for (VariantDefinition variant : live.definition().variants()) {
            Serving serving = variant.serving();
            rungs.put(
                    variant.name(), ladders.ladder(route.name(), policy, route.ladder(), serving));
        }
        return new ServedExperiment(live, route, rungs);
    }

    private static void checkApart(LiveExperiment live, List<LiveExperiment> kept)
            throws UnservableException {
        for (LiveExperiment other : kept) {
            if (!RouteExperiments.exclude(
                    live.definition().layer(), other.definition().layer())) {
                throw new UnservableException("the route already has the experiment '" + other.id()
                        + "', and the two do not own separate parts of one layer");
            }
        }
    }
}
