package dev.sluice.routing;

import java.util.List;

/**
 * What one request will try: the ordered rungs of the route it named.
 *
 * @param route the route that was asked for
 * @param rungs the rungs in order, never empty
 */
public record RoutePlan(Route route, List<Rung> rungs) {}
