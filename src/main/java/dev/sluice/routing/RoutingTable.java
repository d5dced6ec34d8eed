package dev.sluice.routing;

import dev.sluice.common.Nearest;
import dev.sluice.model.Model;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The snapshot that the data plane reads: every name a client may ask for, and what happens then. Immutable; a changed
 * configuration makes a new one, and a request keeps the one it began with.
 */
public final class RoutingTable {
    private final Map<String, Route> routes;
    private final Map<String, Model> models;

    /**
     * Makes a table.
     *
     * @param routes by the name clients use; models without a route of their own stand here under their own name
     * @param models by their name in the configuration
     */
    public RoutingTable(Map<String, Route> routes, Map<String, Model> models) {
        this.routes = Map.copyOf(routes);
        this.models = Map.copyOf(models);
    }

    /** The plan for one request, or nothing when no route and no model has that name. */
    public Optional<RoutePlan> plan(String requestedModel) {
        Route route = routes.get(requestedModel);
        return route == null ? Optional.empty() : Optional.of(new RoutePlan(route, route.ladder()));
    }

    /** Everything a client may ask for, by name. */
    public List<Route> routes() {
        return routes.values().stream()
                .sorted(Comparator.comparing(Route::name))
                .toList();
    }

    /** The route of that name. */
    public Optional<Route> route(String name) {
        return Optional.ofNullable(routes.get(name));
    }

    /** Whether the name is that of a model rather than of a configured route. */
    public boolean isModel(String name) {
        Route route = routes.get(name);
        return route != null
                && route.ladder().size() == 1
                && models.get(name) == route.ladder().getFirst().model();
    }

    /** The names a client may have meant. */
    public List<String> nearest(String requestedModel) {
        return Nearest.to(requestedModel, routes.keySet());
    }

    /** Every model, by name. */
    public Map<String, Model> models() {
        return models;
    }
}
