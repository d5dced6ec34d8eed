package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.openai.Chunks;
import dev.sluice.inference.climb.HandDriven.RouteSetup;
import dev.sluice.testing.GatewayResource;
import dev.sluice.vocabulary.Outcome;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.time.Duration;

/** An attempt whose upstream refuses what the gateway added is one attempt all the same. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class AskedAgainTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String REFUSAL =
            "data: {\"error\":{\"message\":\"stream_options: not permitted\"}}\n\n";

    @Inject
    HandDriven kit;

    @Test
    void isRecordedOnce() {
        RouteSetup route = kit.route().rung(null).rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).refuseUsage());
        assertThat(made.call(1).body().toJsonObject().containsKey("stream_options"))
                .isFalse();

        made.turn(() -> made.call(1).head().send(Chunks.whole("a", "ab", 1)).end());

        made.assertAnswered("ab");
        assertThat(made.attempts()).isEqualTo("1 answer completed");
        assertThat(route.upstream(2).calls()).isEmpty();
    }

    @Test
    void theTimeForItsHeadGoesOn() {
        RouteSetup route = kit.route()
                .deadlines(SECOND, SECOND, SECOND, Duration.ofSeconds(10))
                .rung(null);
        MadeExchange made = route.stream();
        made.advance(Duration.ofMillis(800));
        made.turn(() -> made.call(1).refuseUsage());

        made.advance(Duration.ofMillis(202));

        assertThat(made.attempts()).isEqualTo("1 answer timed_out");
        assertThat(made.record().ending().outcome()).isEqualTo(Outcome.UPSTREAM_TIMEOUT);
        assertThat(route.upstream(1).open()).isZero();
    }

    @Test
    void theTimeForItsFirstTokenGoesOn() {
        RouteSetup route = kit.route()
                .deadlines(SECOND, SECOND, SECOND, Duration.ofSeconds(10))
                .rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head());
        made.advance(Duration.ofMillis(800));
        made.turn(() -> made.call(1).send(REFUSAL));
        assertThat(route.upstream(1).calls()).hasSize(2);
        assertThat(route.upstream(1).resets()).isEqualTo(1);
        made.turn(() -> made.call(1).head());

        made.advance(Duration.ofMillis(202));

        assertThat(made.attempts()).isEqualTo("1 answer timed_out");
    }

    @Test
    void aHedgeStillStartsInTime() {
        RouteSetup route = kit.route().hedge(Duration.ofMillis(100)).rung(null).rung(null);
        MadeExchange made = route.stream();
        made.advance(Duration.ofMillis(60));
        made.turn(() -> made.call(1).refuseUsage());
        made.advance(Duration.ofMillis(42));
        assertThat(route.upstream(2).calls()).hasSize(1);

        made.turn(() -> made.call(2).head().send(Chunks.whole("b", "b", 1)).end());

        made.assertAnswered("b");
        assertThat(route.upstream(1).open()).isZero();
        assertThat(made.attempts()).isEqualTo("1 answer lost, 2 hedge completed");
    }

    @Test
    void aClientThatLeavesResetsTheSecondCall() {
        RouteSetup route = kit.route().rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).refuseUsage());

        made.turn(made.exchange()::onClientGone);

        assertThat(route.upstream(1).open()).isZero();
        assertThat(made.record().ending().outcome()).isEqualTo(Outcome.CLIENT_CANCELLED);
        assertThat(made.attempts()).isEqualTo("1 answer client_cancelled");
    }

    @Test
    void anErrorAfterContentIsNoRefusal() {
        RouteSetup route = kit.route().rung(0.5).rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head().send(Chunks.token("a", "a", 1), REFUSAL));
        assertThat(route.upstream(1).calls()).hasSize(1);

        made.turn(() -> made.call(2).head().send(Chunks.whole("b", "b", 1)).end());

        made.assertAnswered("b");
    }
}
