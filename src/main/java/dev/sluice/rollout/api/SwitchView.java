package dev.sluice.rollout.api;

import dev.sluice.rollout.store.RouteSwitch;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the experiments of a route are switched off, as the API shows it. */
record SwitchView(
        String route,
        boolean switchedOff,
        @Nullable String reason,
        @Nullable String key,
        @Nullable Instant changedAt) {
    static SwitchView of(String route, Optional<RouteSwitch> off) {
        return off.map(it -> new SwitchView(route, true, it.reason(), it.key(), it.changedAt()))
                .orElseGet(() -> new SwitchView(route, false, null, null, null));
    }
}
