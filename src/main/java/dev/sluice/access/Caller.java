package dev.sluice.access;

import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

/** Who does something, as the audit writes it. */
public final class Caller {
    private Caller() {}

    /** {@code key:} and the name of the API key, or {@code local} for a request without one. */
    public static String of(RoutingContext context) {
        String key = key(context);
        return key == null ? "local" : "key:" + key;
    }

    /** The name of the API key; null without one. */
    public static @Nullable String key(RoutingContext context) {
        ApiKey key = context.get(Keys.OF_REQUEST);
        return key == null ? null : key.name();
    }
}
