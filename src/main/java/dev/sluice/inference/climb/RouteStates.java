package dev.sluice.inference.climb;

import dev.sluice.routing.Route;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The {@link RouteState} of every route that makes extra calls. Bounded by the routes of the
 * configuration.
 */
@Singleton
class RouteStates {
    private final Map<String, RouteState> states = new ConcurrentHashMap<>();

    /** The state of a route; null if it makes no extra calls. */
    @Nullable
    RouteState of(Route route) {
        if (route.retry().max() == 0 && !route.hedge().isOn()) {
            return null;
        }
        RouteState state = states.get(route.name());
        if (state == null || !state.fits(route)) {
            state = states.compute(
                    route.name(),
                    (name, there) ->
                            there != null && there.fits(route) ? there : new RouteState(route));
        }
        return state;
    }
}
