package dev.sluice.routing;

import dev.sluice.common.Nearest;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.model.Model;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The snapshot that the data plane reads: every name a client may ask for and how it is served.
 * Immutable; a changed configuration makes a new table, and a request keeps the table it began
 * with.
 */
public final class RoutingTable {
    private final Map<String, RoutePlans> routes;
    private final Map<String, Model> models;
    private final Map<String, String> unservable;

    /**
     * Makes a table.
     *
     * @param routes by the name clients use; models without a route of their own are included under
     *     their own name
     * @param models by their name in the configuration
     * @param unservable why experiments are left out, by id
     */
    public RoutingTable(
            Map<String, RoutePlans> routes,
            Map<String, Model> models,
            Map<String, String> unservable) {
        this.routes = Map.copyOf(routes);
        this.models = Map.copyOf(models);
        this.unservable = Map.copyOf(unservable);
    }

    /** The plans for a name; null if no route and no model has it. */
    public @Nullable RoutePlans plans(String requestedModel) {
        return routes.get(requestedModel);
    }

    /** The plan without an experiment; empty if no route and no model has that name. */
    public Optional<RoutePlan> plan(String requestedModel) {
        return Optional.ofNullable(routes.get(requestedModel)).map(RoutePlans::plain);
    }

    /**
     * The same table without the experiments that a snapshot no longer has, for when no table can
     * be made from it.
     */
    RoutingTable keep(LiveSnapshot snapshot) {
        Set<String> ids =
                snapshot.experiments().stream().map(LiveExperiment::id).collect(Collectors.toSet());
        Map<String, RoutePlans> kept = new HashMap<>();
        routes.forEach((name, plans) -> kept.put(
                name, snapshot.killed().contains(name) ? plans.keep(Set.of()) : plans.keep(ids)));
        return new RoutingTable(kept, models, unservable);
    }

    /** Why experiments in force are not served with this configuration, by id. */
    public Map<String, String> unservable() {
        return unservable;
    }

    /** Everything a client may ask for, by name. */
    public List<Route> routes() {
        return routes.values().stream()
                .map(plans -> plans.plain().route())
                .sorted(Comparator.comparing(Route::name))
                .toList();
    }

    /** The named route. */
    public Optional<Route> route(String name) {
        return plan(name).map(RoutePlan::route);
    }

    /** Whether the name is that of a model rather than of a configured route. */
    public boolean isModel(String name) {
        Route route = route(name).orElse(null);
        return route != null
                && route.ladder().size() == 1
                && models.get(name) == route.ladder().getFirst().model();
    }

    /** The names that a client may have meant. */
    public List<String> nearest(String requestedModel) {
        return Nearest.to(requestedModel, routes.keySet());
    }

    /** Every model, by name. */
    public Map<String, Model> models() {
        return models;
    }
}
