package dev.sluice.routing;

import dev.sluice.record.Served;
import dev.sluice.vocabulary.Operation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/**
 * What one request will try: the ordered rungs of the requested route or of an experiment's
 * variant. Made with the routing table and shared by all requests that are served alike.
 *
 * @param route the requested route
 * @param rungs the rungs in order, never empty
 * @param served the variant; null if the route is served without an experiment
 * @param keyIsUnit whether the name of the caller's key serves as the unit
 * @param operations what the experiment covers: what each of its variants can do
 */
public record RoutePlan(
        Route route,
        List<Rung> rungs,
        @Nullable Served served,
        boolean keyIsUnit,
        Set<Operation> operations) {
    /** What the route serves without an experiment. */
    public RoutePlan(Route route, List<Rung> rungs) {
        this(route, rungs, null, false, Operation.ALL);
    }
}
