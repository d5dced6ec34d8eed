package dev.sluice.inference.climb;

import dev.sluice.routing.Route;
import dev.sluice.routing.Rung;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the inferences of one route share while its settings stay the same: the budgets of extra
 * calls, and recent times.
 */
final class RouteState {
    private final Route of;
    private final CallBudget retries;
    private final CallBudget hedges;
    private final Map<String, RecentTimes> firstTokens = new ConcurrentHashMap<>();

    RouteState(Route route) {
        this.of = route;
        this.retries =
                new CallBudget(route.retry().max() == 0 ? 0 : route.retry().budget());
        this.hedges = new CallBudget(route.hedge().isOn() ? route.hedge().budget() : 0);
    }

    /** Whether it fits the route's present settings. */
    boolean fits(Route route) {
        return route == of
                || (route.retry().equals(of.retry()) && route.hedge().equals(of.hedge()));
    }

    void inferenceBegun() {
        retries.payIn();
        hedges.payIn();
    }

    CallBudget retries() {
        return retries;
    }

    CallBudget hedges() {
        return hedges;
    }

    /**
     * How long a rung's first token may take until the next rung is started beside it; null for no
     * hedge.
     */
    @Nullable
    Duration hedgeAfter(Rung rung, boolean streaming) {
        Duration fixed = of.hedge().after();
        if (fixed != null) {
            return fixed;
        }
        if (of.hedge().quantile() == null) {
            return null;
        }
        RecentTimes times = firstTokens.get(key(rung, streaming));
        long nanos = times == null ? -1 : times.quantileNanos();
        return nanos < 0 ? null : Duration.ofNanos(nanos);
    }

    /** Notes how long a rung's first token, or its document, took. */
    void firstToken(Rung rung, boolean streaming, long nanos) {
        Double quantile = of.hedge().quantile();
        if (quantile != null && nanos >= 0) {
            firstTokens
                    .computeIfAbsent(key(rung, streaming), ignored -> new RecentTimes(quantile))
                    .add(nanos);
        }
    }

    private static String key(Rung rung, boolean streaming) {
        return streaming ? rung.model().name() : rung.model().name() + " whole";
    }
}
