package dev.sluice.access;

import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

/** Who sends a request. */
public final class Caller {
    private static final String HELD_AS = "sluice.key";

    private Caller() {}

    /** Says who it is. */
    public static void identify(RoutingContext context, ApiKey key) {
        context.put(HELD_AS, key);
    }

    /** The key that the request came with; null where none is needed. */
    public static @Nullable ApiKey apiKey(RoutingContext context) {
        return context.get(HELD_AS);
    }

    /** The name of the API key; null without one. */
    public static @Nullable String key(RoutingContext context) {
        ApiKey key = apiKey(context);
        return key == null ? null : key.name();
    }

    /**
     * As the audit writes it: {@code key:} and the name of the API key, or {@code local} for a
     * request without one.
     */
    public static String of(RoutingContext context) {
        String key = key(context);
        return key == null ? "local" : "key:" + key;
    }
}
