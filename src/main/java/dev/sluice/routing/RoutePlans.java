package dev.sluice.routing;

import org.jspecify.annotations.Nullable;

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
}
