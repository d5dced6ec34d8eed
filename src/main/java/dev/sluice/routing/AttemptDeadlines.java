package dev.sluice.routing;

import dev.sluice.config.route.DeadlinesConfig;
import dev.sluice.config.upstream.UpstreamDeadlinesConfig;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How long each phase of an attempt on one rung may take. Made with the routing table, so that a
 * request compares nothing.
 *
 * @param attempt for the whole attempt; null when only the inference's own total bounds it
 */
public record AttemptDeadlines(
        Duration connect,
        Duration head,
        Duration firstToken,
        Duration gap,
        @Nullable Duration attempt) {
    /** Of a route's and an upstream's deadlines the tighter ones. */
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
