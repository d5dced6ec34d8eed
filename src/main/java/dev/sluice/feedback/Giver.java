package dev.sluice.feedback;

import dev.sluice.access.Caller;
import dev.sluice.access.Permission;

import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Who sends feedback.
 *
 * @param key name of its API key; null when no key is needed
 * @param ownOnly whether it may rate only what that key asked
 */
record Giver(@Nullable String key, boolean ownOnly) {
    static Giver of(RoutingContext context) {
        return new Giver(Caller.key(context), !Caller.may(context, Permission.RATE_ANY));
    }

    /**
     * Whether it may rate an inference.
     *
     * @param asker name of the key that asked; null when none was needed
     */
    boolean mayRate(@Nullable String asker) {
        return !ownOnly || Objects.equals(key, asker);
    }
}
