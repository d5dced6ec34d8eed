package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.config.route.KeepAliveConfig;
import dev.sluice.config.route.WindowConfig.Mode;
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
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

/** What happens while an inference waits: for a retry, for a late verdict, for anything at all. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class WaitingRacesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Timers count whole milliseconds and fire no sooner than they should. */
    private static final Duration A_LITTLE = Duration.ofMillis(2);

    @Inject
    HandDriven kit;

    @Test
    void theTotalDeadlineEndsTheWaitForARetry() {
        RouteSetup route = kit.route()
                .deadlines(SECOND, SECOND, SECOND, Duration.ofMillis(1500))
                .retry(3, SECOND)
                .rung(null);
        MadeExchange made = route.stream();
        made.advance(Duration.ofMillis(499));
        made.turn(() -> made.call(1).refuse(503)); // It is tried again after 500 to 1000 ms.
        assertThat(made.records()).isEmpty();
        made.turn(() -> route.time.pass(Duration.ofMillis(1100)));

        made.advance(A_LITTLE);

        made.assertOver(Outcome.UPSTREAM_TIMEOUT);
        assertThat(made.client().status()).isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theTotalDeadlineEndsTheWaitForALateVerdict(boolean streaming) {
        RouteSetup route = compared();
        MadeExchange made = streaming ? route.stream() : route.document();
        ScriptedUpstream.Call answer = route.upstream(1).calls().getFirst();
        assertThat(route.upstream(1).calls())
                .hasSize(4); // The answer, and three to compare it with.
        made.turn(() -> answer.head()
                .send(streaming ? Chunks.whole("a", "ab", 1) : Chunks.document("a", "ab", 1))
                .end());
        assertThat(made.client().body()).isEmpty();

        made.turn(() -> {
            route.time.advance(SECOND.plus(A_LITTLE));
            assertThat(route.upstream(1).open()).isZero();
        });

        made.assertOver(Outcome.UPSTREAM_TIMEOUT);
        assertThat(made.client().status()).isEqualTo(504);
        assertThat(made.record().attempts()).hasSize(4);
        assertThat(route.upstream(2).calls()).isEmpty();
    }

    @Test
    void aClientThatLeavesBeforeALateVerdictResetsWhatItWaitsFor() {
        RouteSetup route = compared();
        MadeExchange made = route.stream();
        ScriptedUpstream.Call answer = route.upstream(1).calls().getFirst();
        made.turn(() -> answer.head().send(Chunks.whole("a", "ab", 1)).end());

        made.turn(() -> {
            made.exchange().onClientGone();
            assertThat(route.upstream(1).open()).isZero();
        });

        made.assertOver(Outcome.CLIENT_CANCELLED);
        assertThat(made.record().attempts()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTheTotalDeadlineAndALateVerdictOfOneTurnTheFirstCounts(boolean deadlineFirst) {
        RouteSetup route = compared();
        MadeExchange made = route.document();
        List<ScriptedUpstream.Call> calls = List.copyOf(route.upstream(1).calls());
        made.turn(() -> {
            calls.getFirst().head().send(Chunks.document("a", "ab", 1)).end();
            calls.subList(1, 3)
                    .forEach(sample ->
                            sample.head().send(Chunks.document("s", "ab", 1)).end());
        });
        ScriptedUpstream.Call last = calls.getLast();

        made.turn(() -> {
            last.head();
            route.time.pass(SECOND.plus(A_LITTLE));
            if (deadlineFirst) {
                route.time.advance(A_LITTLE);
            }
            last.send(Chunks.document("s", "ab", 1)).end();
            route.time.advance(A_LITTLE);
        });

        made.assertOver(deadlineFirst ? Outcome.UPSTREAM_TIMEOUT : Outcome.COMPLETED);
        assertThat(made.client().status()).isEqualTo(deadlineFirst ? 504 : 200);
    }

    @Test
    void aClientThatLeavesWhileARetryWaitsIsNotTriedFor() {
        RouteSetup route = kit.route().retry(3, SECOND).rung(null).rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).refuse(503));

        made.turn(() -> made.exchange().onClientGone());
        made.advance(SECOND.multipliedBy(10));

        made.assertOver(Outcome.CLIENT_CANCELLED);
        assertThat(route.upstream(1).calls()).hasSize(1);
        assertThat(route.upstream(2).calls()).isEmpty();
        assertThat(route.time.timers()).isZero();
    }

    @Test
    void whenAllRungsFailAfterAKeepAliveThereIsAnErrorEvent() {
        RouteSetup route = kit.route()
                .keepAlive(KeepAliveConfig.Mode.COMMENT, SECOND)
                .window(Mode.HOLDBACK, 4)
                .rung(0.8)
                .rung(0.8);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head().send(Chunks.tokens("a", "ab", 0.9)));
        made.advance(SECOND.plus(A_LITTLE));
        assertThat(made.client().body()).isEqualTo(": keep-alive\n\n");

        made.turn(() -> made.call(1).cut());
        made.turn(() -> made.call(2).refuse(503));

        made.assertOver(Outcome.UPSTREAM_FAILED);
        assertThat(made.client().status()).isEqualTo(200);
        assertThat(made.client().text()).isEmpty();
        assertThat(made.client().body()).doesNotContain("[DONE]").contains("upstream_status_503");
        assertThat(made.record().ending().errorCode()).isEqualTo("upstream_status_503");
    }

    /**
     * A route whose first rung's answers are compared with samples, and which has a second for all
     * of it.
     */
    private RouteSetup compared() {
        return kit.route()
                .window(Mode.GATE, 100)
                .deadlines(SECOND, SECOND, SECOND, SECOND)
                .confidence(ConfidenceConfig.Source.CONSISTENCY)
                .rung(0.8)
                .rung(null);
    }
}
