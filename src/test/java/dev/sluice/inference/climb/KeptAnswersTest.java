package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

/**
 * Answers that are unsure and may yet be the best, or that the client has seen but for their end.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class KeptAnswersTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Timers count whole milliseconds and fire no sooner than they should. */
    private static final Duration A_LITTLE = Duration.ofMillis(2);

    @Inject
    HandDriven kit;

    @Test
    void aKeptAnswerWhoseUpstreamDiesIsAskedForAgain() {
        RouteSetup route = kit.route().window(Mode.HOLDBACK, 4).rung(0.9).rung(0.9);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head().send(Chunks.tokens("a", "abcd", 0.6)));
        ScriptedUpstream.Call kept = made.call(1);
        assertThat(kept.isPaused()).isTrue();
        assertThat(kept.isOpen()).isTrue();

        made.turn(kept::cut);
        made.turn(() -> made.call(2).head().send(Chunks.tokens("bb", "wxyz", 0.5)));
        made.turn(
                () -> made.call(1).head().send(Chunks.whole("ccc", "abc", 0.6)).end());

        made.assertOver(Outcome.COMPLETED);
        assertThat(made.client().text()).isEqualTo("abc");
        assertThat(made.attempts()).isEqualTo("1 answer cut, 2 answer unsure, 1 again completed");
        assertThat(made.client().header("x-sluice-verdict")).isEqualTo("best");
    }

    @Test
    void anAnswerThatIsBeingReplacedHasNoDeadlinesAnyMore() {
        RouteSetup route = kit.route()
                .window(Mode.REPLACE, 4)
                .deadlines(
                        SECOND.multipliedBy(10),
                        SECOND.multipliedBy(10),
                        SECOND,
                        SECOND.multipliedBy(100))
                .rung(0.9)
                .rung(null);
        MadeExchange made = route.replaceable();
        made.turn(() -> made.call(1).head().send(Chunks.whole("a", "ab", 0.5)).end());
        assertThat(route.upstream(2).calls()).hasSize(1);

        made.advance(SECOND.multipliedBy(5));
        made.turn(() -> made.call(2).head().send(Chunks.whole("bb", "xy", 1)).end());

        made.assertOver(Outcome.COMPLETED);
        assertThat(made.client().text()).isEqualTo("abxy");
        assertThat(made.client().body()).containsOnlyOnce("event: answer.replaced\n");
    }

    @Test
    void aKeptWholeAnswerIsGivenHoweverLongTheOthersTake() {
        RouteSetup route = kit.route()
                .window(Mode.GATE, 100)
                .upstreamTotal(SECOND)
                .rung(0.9)
                .upstreamTotal(SECOND.multipliedBy(10))
                .rung(0.9);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head().send(Chunks.whole("a", "ab", 0.5)).end());

        made.advance(SECOND.multipliedBy(5));
        made.turn(() -> made.call(2).refuse(503));

        made.assertOver(Outcome.COMPLETED);
        assertThat(made.client().text()).isEqualTo("ab");
        assertThat(route.upstream(1).calls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "REPLACE, token", "REPLACE, error", "REPLACE, malformed", "REPLACE, cut", "REPLACE, end",
        "GATE, token", "GATE, error", "GATE, malformed", "GATE, cut", "GATE, end"
    })
    void whatComesBehindTheEndOfAnAnswerThatIsStillJudgedChangesNothing(Mode mode, String what) {
        RouteSetup route = kit.route().window(mode, 100).rung(0.9).rung(0.9);
        MadeExchange made = route.replaceable();
        made.turn(() -> made.call(1).head().send(Chunks.whole("a", "ab", 0.5)));
        assertThat(route.upstream(2).calls()).hasSize(1);

        made.turn(() -> {
            switch (what) {
                case "token" -> made.call(1).send(Chunks.token("a", "c", 0.9));
                case "error" -> made.call(1).send(Chunks.error("broken"));
                case "malformed" -> made.call(1).send("data: {broken\n\n");
                case "cut" -> made.call(1).cut();
                default -> made.call(1).end();
            }
        });
        made.turn(() -> made.call(2).refuse(503));
        made.advance(SECOND.plus(A_LITTLE)); // An answer that does not end is given up then.

        made.assertOver(Outcome.COMPLETED);
        made.assertAnswered("ab");
        assertThat(made.attempts()).isEqualTo("1 answer completed, 2 answer refused");
        assertThat(made.client().body()).doesNotContain("event: answer.replaced");
    }

    @Test
    void anAnswerThatIsReplacedByTheBestOfTheUnsureIsReset() {
        RouteSetup route =
                kit.route().window(Mode.REPLACE, 4).rung(0.9).rung(0.9).rung(0.9);
        MadeExchange made = route.replaceable();
        made.turn(() -> made.call(1).head().send(Chunks.whole("a", "ab", 0.5)));
        made.turn(() -> made.call(2).head().send(Chunks.whole("bb", "xy", 0.6)));

        made.turn(() -> made.call(3).refuse(503));
        made.turn(() -> made.call(2).end());

        made.assertOver(Outcome.COMPLETED);
        made.assertAnswered("abxy");
        assertThat(made.attempts())
                .isEqualTo("1 answer unsure, 2 answer completed, 3 answer refused");
    }
}
