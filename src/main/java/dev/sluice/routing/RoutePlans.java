package dev.sluice.routing;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * All the plans that requests of one route may get. Immutable.
 *
 * @param plain the plan without an experiment
 * @param experiments null if the route has none
 * @param shadowing the candidate that gets copies, whose answers no client sees; null for none
 */
public record RoutePlans(
        RoutePlan plain,
        @Nullable RouteExperiments experiments,
        @Nullable Shadowing shadowing) {
    RoutePlans(RoutePlan plain) {
        this(plain, null, null);
    }

    /** The same, keeping only the experiments with these ids. */
    RoutePlans keep(Set<String> ids) {
        RouteExperiments kept = experiments == null ? null : experiments.keep(ids);
        return new RoutePlans(
                plain,
                kept,
                shadowing != null && ids.contains(shadowing.experiment()) ? shadowing : null);
    }
}
