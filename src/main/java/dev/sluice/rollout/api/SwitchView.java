package dev.sluice.rollout.api;

import dev.sluice.rollout.store.RouteSwitch;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether the experiments of a route are switched off, as the API shows it.
 *
 * @param configured false when the configuration switches them off, whatever this switch says
 */
record SwitchView(
        String route,
        boolean switchedOff,
        boolean configured,
        @Nullable String reason,
        @Nullable String key,
        @Nullable Instant changedAt) {
    static SwitchView of(String route, boolean configured, Optional<RouteSwitch> off) {
        return off.map(it -> new SwitchView(
                        route, true, configured, it.reason(), it.key(), it.changedAt()))
                .orElseGet(() -> new SwitchView(route, false, configured, null, null, null));
    }
}
