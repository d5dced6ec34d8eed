package dev.sluice.config.route;

import dev.sluice.config.bind.RecordShape;

/** The policy of a model that clients ask for by its own name, without a route. */
public final class RouteDefaults {
    private RouteDefaults() {}

    /** The policy of a route that gives nothing but its ladder; the ladder here is empty. */
    public static RouteConfig policy() {
        return (RouteConfig) RecordShape.of(RouteConfig.class).defaults();
    }
}
