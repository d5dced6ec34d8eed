package dev.sluice.routing;

import dev.sluice.record.Served;
import dev.sluice.vocabulary.Operation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/**
 * What one request will try: the ordered rungs of the route it named, or of a variant of an
 * experiment. Made with the routing table, and the same for all requests that are served so.
 *
 * @param route the route that was asked for
 * @param rungs the rungs in order, never empty
 * @param served the variant; null for what the route serves without an experiment
 * @param keyIsUnit whether the name of the caller's key was taken for the unit
 * @param operations what the experiment is about: what each of its variants can do
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
