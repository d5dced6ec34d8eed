package dev.sluice.config.route;

import dev.sluice.config.bind.RecordShape;

/** The policy of a model that clients ask for by its own name, with no route around it. */
public final class RouteDefaults {
    private RouteDefaults() {}

    /** What a route gets that says nothing but its ladder; the ladder itself is empty. */
    public static RouteConfig policy() {
        return (RouteConfig) RecordShape.of(RouteConfig.class).defaults();
    }
}
