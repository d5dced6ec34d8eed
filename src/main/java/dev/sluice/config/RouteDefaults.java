package dev.sluice.config;

import java.util.List;

/** The policy of a model that clients ask for by its own name, with no route around it. */
public final class RouteDefaults {
    private RouteDefaults() {}

    /** What a route gets that says nothing but its ladder; the ladder itself is empty. */
    public static RouteConfig policy() {
        return new RouteConfig(
                List.of(),
                (WindowConfig) RecordShape.of(WindowConfig.class).defaults(),
                (DeadlinesConfig) RecordShape.of(DeadlinesConfig.class).defaults(),
                (KeepAliveConfig) RecordShape.of(KeepAliveConfig.class).defaults(),
                null,
                "user",
                (RecordingConfig) RecordShape.of(RecordingConfig.class).defaults());
    }
}
