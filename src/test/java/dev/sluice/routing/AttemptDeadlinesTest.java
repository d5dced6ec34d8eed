package dev.sluice.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.route.DeadlinesConfig;
import dev.sluice.config.upstream.UpstreamDeadlinesConfig;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class AttemptDeadlinesTest {
    private static final DeadlinesConfig ROUTE =
            new DeadlinesConfig(seconds(2), seconds(30), seconds(20), seconds(10), seconds(600));

    @Test
    void ofTheRoutesAndTheUpstreamsTheTighterOnesCount() {
        UpstreamDeadlinesConfig upstream = new UpstreamDeadlinesConfig(
                seconds(1), seconds(60), null, seconds(10), seconds(900));

        assertThat(AttemptDeadlines.of(ROUTE, upstream))
                .isEqualTo(new AttemptDeadlines(
                        seconds(1), seconds(30), seconds(20), seconds(10), seconds(900)));
    }

    @Test
    void anUpstreamWithoutDeadlinesLeavesTheRoutes() {
        assertThat(AttemptDeadlines.of(ROUTE, UpstreamDeadlinesConfig.NONE))
                .isEqualTo(new AttemptDeadlines(
                        seconds(2), seconds(30), seconds(20), seconds(10), null));
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
