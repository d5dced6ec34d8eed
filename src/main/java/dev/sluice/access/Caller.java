package dev.sluice.access;

import dev.sluice.vocabulary.Role;

import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

/** Who sent a request. */
public final class Caller {
    private static final String HELD_AS = "sluice.key";

    private Caller() {}

    /** Stores who sent it. */
    public static void identify(RoutingContext context, ApiKey key) {
        context.put(HELD_AS, key);
    }

    /** The key that the request came with; null when no key is needed. */
    public static @Nullable ApiKey apiKey(RoutingContext context) {
        return context.get(HELD_AS);
    }

    /** The name of that key; null when there is none. */
    public static @Nullable String key(RoutingContext context) {
        ApiKey key = apiKey(context);
        return key == null ? null : key.name();
    }

    /** Its role; the highest when no key is needed, since only this machine can call then. */
    public static Role role(RoutingContext context) {
        ApiKey key = apiKey(context);
        return key == null ? Role.ADMIN : key.role();
    }

    /** Whether its role may do that. */
    public static boolean may(RoutingContext context, Permission permission) {
        return permission.isOf(role(context));
    }

    /**
     * The caller as the audit names it: {@code key:} and the key's name, or {@code local} for a
     * request without a key.
     */
    public static String of(RoutingContext context) {
        String key = key(context);
        return key == null ? "local" : "key:" + key;
    }
}
