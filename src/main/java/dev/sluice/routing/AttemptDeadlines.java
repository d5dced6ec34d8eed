package dev.sluice.routing;

import dev.sluice.config.route.DeadlinesConfig;
import dev.sluice.config.upstream.UpstreamDeadlinesConfig;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How long each phase of an attempt on one rung may take. Computed with the routing table, so
 * requests compare nothing.
 *
 * @param attempt for the whole attempt; null if only the inference's total limits it
 */
public record AttemptDeadlines(
        Duration connect,
        Duration head,
        Duration firstToken,
        Duration gap,
        @Nullable Duration attempt) {
    /** The tighter of a route's and an upstream's deadlines. */
    public static AttemptDeadlines of(DeadlinesConfig route, UpstreamDeadlinesConfig upstream) {
        return new AttemptDeadlines(
                tighter(route.connect(), upstream.connect()),
                tighter(route.head(), upstream.head()),
                tighter(route.firstToken(), upstream.firstToken()),
                tighter(route.gap(), upstream.gap()),
                upstream.total());
    }

    private static Duration tighter(Duration route, @Nullable Duration upstream) {
        return upstream != null && upstream.compareTo(route) < 0 ? upstream : route;
    }
}
