package dev.sluice.routing;

import org.jspecify.annotations.Nullable;

/**
 * All that requests of one route may be served. Immutable.
 *
 * @param plain without an experiment
 * @param experiments null when the route has none
 */
public record RoutePlans(RoutePlan plain, @Nullable RouteExperiments experiments) {}
