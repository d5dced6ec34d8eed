package dev.sluice.routing;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * All that requests of one route may be served. Immutable.
 *
 * @param plain without an experiment
 * @param experiments null when the route has none
 * @param shadowing what is asked beside it, and seen by nobody; null for nothing
 */
public record RoutePlans(
        RoutePlan plain,
        @Nullable RouteExperiments experiments,
        @Nullable Shadowing shadowing) {
    RoutePlans(RoutePlan plain) {
        this(plain, null, null);
    }

    /** The same without the experiments that are not among those. */
    RoutePlans keep(Set<String> ids) {
        RouteExperiments kept = experiments == null ? null : experiments.keep(ids);
        return new RoutePlans(
                plain,
                kept,
                shadowing != null && ids.contains(shadowing.experiment()) ? shadowing : null);
    }
}
