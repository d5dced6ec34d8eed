package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.route.WindowConfig.Mode;
import dev.sluice.config.upstream.BreakerConfig;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

/** Answers that are open when a breaker opens, a probe is left or the process stops. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class BreakerRacesTest {
    @Inject
    HandDriven kit;

    @Test
    void answersThatAreOpenWhenABreakerOpensAreGiven() {
        RouteSetup route = kit.route()
                .breaker(new BreakerConfig(true, 2, 0.5, Duration.ofHours(1), 1))
                .rung(null);
        MadeExchange open = route.stream();
        MadeExchange committed = route.stream();
        committed.turn(() -> committed.call(1).head().send(Chunks.tokens("a", "a", 1)));
        ScriptedUpstream.Call waiting = route.upstream(1).calls().getFirst();
        ScriptedUpstream.Call given = route.upstream(1).calls().getLast();
        for (int i = 0; i < 2; i++) {
            MadeExchange failing = route.stream();
            failing.turn(() -> failing.call(1).refuse(500));
        }

        MadeExchange late = route.stream();
        assertThat(late.attempts()).isEqualTo("1 answer breaker_open");
        assertThat(late.client().status()).isEqualTo(503);
        open.turn(() -> {
            waiting.head().send(Chunks.whole("bb", "xy", 1)).end();
            given.send(Chunks.finish("a") + Chunks.DONE).end();
        });

        open.assertAnswered("xy");
        committed.assertAnswered("a");
    }

    @Test
    void aProbeWhoseClientLeavesDoesNotWedgeTheBreaker() {
        // The breaker's own clock is not ours: so it stays open for no longer than a moment.
        RouteSetup route = kit.route()
                .breaker(new BreakerConfig(true, 2, 0.5, Duration.ofMillis(1), 1))
                .rung(null);
        for (int i = 0; i < 2; i++) {
            MadeExchange failing = route.stream();
            failing.turn(() -> failing.call(1).refuse(500));
        }
        MadeExchange probe = route.probe();

        probe.turn(() -> probe.exchange().onClientGone());
        MadeExchange next = route.probe();
        next.turn(() -> next.call(1).head().send(Chunks.whole("a", "ab", 1)).end());

        next.assertAnswered("ab");
        assertThat(route.upstream(1).resets()).isEqualTo(1);
        assertThat(probe.record().ending().outcome()).isEqualTo(Outcome.CLIENT_CANCELLED);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aShutdownDuringTheWindowIsAStatus(Mode mode) {
        RouteSetup route = kit.route().window(mode, 4).rung(0.8).rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head().send(Chunks.tokens("a", "ab", 0.9)));

        made.turn(() -> made.exchange().onShutdown());

        made.assertOver(Outcome.SHUTDOWN);
        assertThat(made.client().status()).isEqualTo(503);
        assertThat(made.client().header("retry-after")).isEqualTo("1");
        assertThat(made.attempts()).isEqualTo("1 answer shutdown");
        assertThat(route.upstream(1).resets()).isEqualTo(1);
    }
}
