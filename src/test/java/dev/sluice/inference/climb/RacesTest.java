package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.route.WindowConfig.Mode;
import dev.sluice.config.upstream.BreakerConfig;
import dev.sluice.dialect.openai.Chunks;
import dev.sluice.inference.climb.HandDriven.RouteSetup;
import dev.sluice.testing.GatewayResource;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Outcome;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/** What happens in one turn of the event loop, or at one moment, in either order. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class RacesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Timers count whole milliseconds and fire no sooner than they should. */
    private static final Duration A_LITTLE = Duration.ofMillis(2);

    @Inject
    HandDriven kit;

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aClientThatLeavesDuringTheWindowResetsTheUpstream(Mode mode) {
        RouteSetup route = kit.route().window(mode, 4).rung(0.8).rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head().send(Chunks.tokens("a", "ab", 0.9)));

        made.turn(() -> {
            made.exchange().onClientGone();
            assertThat(route.upstream(1).resets()).isEqualTo(1); // In this turn.
            assertThat(made.open()).isZero();
        });

        made.assertOver(Outcome.CLIENT_CANCELLED);
        assertThat(made.attempts()).isEqualTo("1 answer client_cancelled");
        assertThat(made.record().ending().status()).isZero();
        assertThat(route.upstream(2).calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesInTheTurnOfTheVerdictResetsTheUpstream(boolean sure) {
        RouteSetup route = kit.route().window(Mode.HOLDBACK, 4).rung(0.8).rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head());

        made.turn(() -> {
            made.call(1).send(Chunks.tokens("a", "abcd", sure ? 0.9 : 0.5));
            made.exchange().onClientGone();
            assertThat(route.upstreams().stream()
                            .mapToLong(ScriptedUpstream::open)
                            .sum())
                    .isZero();
        });

        made.assertOver(Outcome.CLIENT_CANCELLED);
        assertThat(made.client().body()).isEmpty();
    }

    /**
     * The verdict commits in the turn in which it falls: there is no time between the two in which
     * the answer is nobody's.
     */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void anUpstreamThatIsCutInTheTurnOfTheCommitEndsInAnErrorEvent(
            boolean window, boolean breaker) {
        RouteSetup route = kit.route().window(Mode.HOLDBACK, 4);
        if (breaker) {
            route.breaker(new BreakerConfig(true, 20, 0.5, SECOND, 1));
        }
        route.rung(window ? 0.8 : null).rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head());

        made.turn(() -> {
            made.call(1).send(Chunks.tokens("a", "abcd", 0.9));
            made.call(1).cut();
        });

        made.assertOver(Outcome.UPSTREAM_FAILED);
        assertThat(made.client().status()).isEqualTo(200);
        assertThat(made.client().text()).isEqualTo("abcd");
        assertThat(made.client().body()).doesNotContain("[DONE]").contains("upstream_cut");
        assertThat(made.attempts()).isEqualTo("1 answer cut");
        assertThat(made.record().attempts().getFirst().ending().committed()).isTrue();
        assertThat(route.upstream(2).calls()).isEmpty();
    }

    @Test
    void anUpstreamThatIsCutJustBeforeTheCommitIsTheNextRungsTurn() {
        RouteSetup route = kit.route().window(Mode.HOLDBACK, 4).rung(0.8).rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head());

        made.turn(() -> {
            made.call(1).send(Chunks.tokens("a", "abc", 0.9));
            made.call(1).cut();
            made.call(1).send(Chunks.token("a", "d", 0.9));
        });
        made.turn(() -> made.call(2).head().send(Chunks.whole("bb", "xy", 1)).end());

        made.assertOver(Outcome.COMPLETED);
        assertThat(made.client().text()).isEqualTo("xy");
        assertThat(made.attempts()).isEqualTo("1 answer cut, 2 answer completed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anErrorInThePieceOfTheLastWindowTokenGoesOnAsItCame(boolean window) {
        RouteSetup route =
                kit.route().window(Mode.HOLDBACK, 4).rung(window ? 0.8 : null).rung(null);
        MadeExchange made = route.stream();

        made.turn(() ->
                made.call(1).head().send(Chunks.tokens("a", "abcd", 0.9) + Chunks.error("broken")));

        made.assertOver(Outcome.UPSTREAM_FAILED);
        assertThat(made.client().status()).isEqualTo(200);
        assertThat(made.client().text()).isEqualTo("abcd");
        assertThat(made.client().body()).doesNotContain("[DONE]").contains("broken");
        assertThat(route.upstream(2).calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTheDeadlineAndTheFirstTokenOfOneTurnTheFirstCounts(boolean deadlineFirst) {
        RouteSetup route = kit.route()
                .deadlines(SECOND, SECOND, SECOND, SECOND.multipliedBy(100))
                .rung(null)
                .rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head());

        made.turn(() -> {
            if (deadlineFirst) {
                route.time.advance(SECOND.plus(A_LITTLE));
                made.call(1).send(Chunks.whole("a", "ab", 1)).end();
            } else {
                route.time.pass(SECOND.plus(A_LITTLE));
                made.call(1).send(Chunks.whole("a", "ab", 1)).end();
                route.time.advance(A_LITTLE);
            }
        });
        if (deadlineFirst) {
            assertThat(route.upstream(1).resets()).isEqualTo(1);
            made.turn(
                    () -> made.call(2).head().send(Chunks.whole("bb", "xy", 1)).end());
        }

        made.assertOver(Outcome.COMPLETED);
        assertThat(made.client().text()).isEqualTo(deadlineFirst ? "xy" : "ab");
        assertThat(made.attempts())
                .isEqualTo(
                        deadlineFirst
                                ? "1 answer timed_out, 2 answer completed"
                                : "1 answer completed");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void ofTwoAnswersAcceptedInOneTurnOneIsGiven(int first) {
        RouteSetup route = kit.route().hedge(SECOND).rung(null).rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head());
        made.advance(SECOND.plus(A_LITTLE));

        made.turn(() -> {
            made.call(2).head();
            made.call(first)
                    .send(Chunks.tokens(first == 1 ? "a" : "bb", first == 1 ? "ab" : "xy", 1));
            made.call(3 - first)
                    .send(Chunks.tokens(first == 1 ? "bb" : "a", first == 1 ? "xy" : "ab", 1));
        });
        made.turn(() -> made.call(first)
                .send(Chunks.finish(first == 1 ? "a" : "bb") + Chunks.DONE)
                .end());

        made.assertOver(Outcome.COMPLETED);
        assertThat(made.client().text()).isEqualTo(first == 1 ? "ab" : "xy");
        assertThat(route.upstream(3 - first).resets()).isEqualTo(1);
        assertThat(made.attempts())
                .isEqualTo(
                        first == 1
                                ? "1 answer completed, 2 hedge lost"
                                : "1 answer lost, 2 hedge completed");
    }

    @Test
    void aLoserThatFailsAfterItHasLostChangesNothing() {
        RouteSetup route = kit.route().hedge(SECOND).rung(null).rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head());
        made.advance(SECOND.plus(A_LITTLE));

        made.turn(() -> {
            made.call(2).head().send(Chunks.tokens("bb", "x", 1));
            made.call(1).cut();
        });
        made.turn(() -> made.call(2).send(Chunks.finish("bb") + Chunks.DONE).end());

        made.assertOver(Outcome.COMPLETED);
        assertThat(made.client().text()).isEqualTo("x");
        assertThat(made.record().routing().rung()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void ofTwoThatRunTheOneThatIsLeftAnswers(int failing) {
        RouteSetup route = kit.route().hedge(SECOND).rung(null).rung(null).rung(null);
        MadeExchange made = route.stream();
        made.advance(SECOND.plus(A_LITTLE));

        made.turn(() -> made.call(failing).refuse(503));
        made.turn(() ->
                made.call(3 - failing).head().send(Chunks.whole("a", "ab", 1)).end());

        made.assertOver(Outcome.COMPLETED);
        assertThat(made.client().text()).isEqualTo("ab");
        assertThat(route.upstream(3).calls()).isEmpty();
    }

    @Test
    void whenBothThatRunFailTheRungAfterThemIsNext() {
        RouteSetup route = kit.route().hedge(SECOND).rung(null).rung(null).rung(null);
        MadeExchange made = route.stream();
        made.advance(SECOND.plus(A_LITTLE));

        made.turn(() -> {
            made.call(1).refuse(503);
            made.call(2).fail(new UpstreamFailure.Unreachable("nobody there"));
        });
        made.turn(() -> made.call(3).head().send(Chunks.whole("a", "ab", 1)).end());

        made.assertOver(Outcome.COMPLETED);
        assertThat(made.attempts())
                .isEqualTo("1 answer refused, 2 hedge unreachable, 3 answer completed");
    }
}
