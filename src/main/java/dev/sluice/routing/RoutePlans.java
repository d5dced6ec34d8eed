package dev.sluice.routing;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that requests of one route may be served. Immutable.
 *
 * @param plain without an experiment
 * @param experiments null when the route has none
 */
public record RoutePlans(RoutePlan plain, @Nullable RouteExperiments experiments) {
    /** The same without the experiments that are not among those. */
    RoutePlans keep(Set<String> ids) {
        return experiments == null ? this : new RoutePlans(plain, experiments.keep(ids));
    }
}
