package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.route.KeepAliveConfig;
import dev.sluice.config.route.WindowConfig.Mode;
import dev.sluice.config.upstream.BreakerConfig;
import dev.sluice.dialect.openai.Chunks;
import dev.sluice.inference.climb.HandDriven;
import dev.sluice.inference.climb.HandDriven.RouteSetup;
import dev.sluice.inference.climb.MadeExchange;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Simulator;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.vocabulary.Outcome;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/**
 * The invariants of the design, each under its number, where answers are judged before they are
 * committed.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class WindowInvariantsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration A_LITTLE = Duration.ofMillis(2);

    @Inject
    HandDriven kit;

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"HOLDBACK", "GATE"})
    void invariant4_aFailureWithinTheWindowOfTheLastRungIsAStatus(Mode mode) {
        RouteSetup route = kit.route().window(mode, 4).rung(0.8);
        MadeExchange made = route.stream();

        made.turn(() -> made.call(1).head().send(Chunks.tokens("a", "abc", 0.9)).cut());

        made.assertOver(Outcome.UPSTREAM_FAILED);
        assertThat(made.client().status()).isEqualTo(502);
        assertThat(made.client().header("content-type")).isEqualTo("application/json");
        assertThat(new JsonObject(made.client().body()).getJsonObject("error").getString("code"))
                .isEqualTo("upstream_cut");
    }

    @Test
    void invariant4_aFailureBehindTheWindowIsAnErrorEventAndNoDone() {
        RouteSetup route = kit.route().window(Mode.HOLDBACK, 4).rung(0.8).rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head().send(Chunks.tokens("a", "abcd", 0.9)));

        made.turn(() -> made.call(1).cut());

        made.assertOver(Outcome.UPSTREAM_FAILED);
        assertThat(made.client().status()).isEqualTo(200);
        assertThat(made.client().text()).isEqualTo("abcd");
        assertThat(made.client().data()).doesNotContain("[DONE]");
        assertThat(made.client().data().getLast()).contains("upstream_cut");
        assertThat(route.upstream(2).calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a, bbbbbbbbbbbb", "bbbbbbbbbbbb, a", "aa, bb"})
    void invariant5_anAnswerThatIsReplacedKeepsItsIdAndTime(String first, String second) {
        RouteSetup route = kit.route().window(Mode.REPLACE, 4).rung(0.8).rung(null);
        MadeExchange made = route.replaceable();
        made.turn(() -> made.call(1).head().send(Chunks.whole(first, "ab", 0.5)).end());

        made.turn(() -> made.call(2).head().send(Chunks.whole(second, "xy", 1)).end());

        made.assertOver(Outcome.COMPLETED);
        assertThat(made.client().text()).isEqualTo("abxy");
        assertOneIdentity(made.client(), first);
    }

    @ParameterizedTest
    @CsvSource({"a, bbbbbbbbbbbb", "bbbbbbbbbbbb, a", "aa, bb"})
    void invariant5_anAnswerThatIsCarriedOnKeepsItsIdAndTime(String first, String second) {
        RouteSetup route = kit.route().continuation().rung(null).rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head().send(Chunks.tokens(first, "ab", 1)).cut());

        made.turn(() -> made.call(2).head().send(Chunks.whole(second, "cd", 1)).end());

        made.assertOver(Outcome.COMPLETED);
        assertThat(made.client().text()).isEqualTo("abcd");
        assertThat(made.client().body()).containsOnlyOnce(": x-sluice-continued: true\n");
        assertOneIdentity(made.client(), first);
    }

    @Test
    void invariant5_anEmptyChunkHasTheIdentityOfTheAnswerThatIsCarriedOn() {
        RouteSetup route = kit.route()
                .keepAlive(KeepAliveConfig.Mode.EMPTY_CHUNK, SECOND)
                .continuation()
                .rung(null)
                .rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head().send(Chunks.tokens("a", "ab", 1)).cut());
        made.turn(() -> made.call(2).head().send(Chunks.tokens("bbbbbbbbbbbb", "cd", 1)));

        made.advance(SECOND.plus(A_LITTLE));

        assertThat(made.client().data()).hasSize(5);
        assertOneIdentity(made.client(), "a");
        made.turn(() -> made.exchange().onClientGone());
        made.assertOver(Outcome.CLIENT_CANCELLED);
    }

    @Test
    void invariant5_nothingOfAWindowThatWasRejectedIsSeen() {
        RouteSetup route =
                kit.route().window(Mode.HOLDBACK, 4).rung(0.8).rung(0.8).rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head().send(Chunks.tokens("a", "abcd", 0.5)));
        made.turn(() -> made.call(2).head().send(Chunks.tokens("bbb", "efgh", 0.5)));
        assertThat(made.client().body()).isEmpty();

        made.turn(() -> made.call(3).head().send(Chunks.whole("cc", "xy", 1)).end());

        made.assertOver(Outcome.COMPLETED);
        assertThat(made.client().text()).isEqualTo("xy");
        assertThat(made.client().body()).doesNotContain("\"model\":\"a\"", "\"model\":\"bbb\"");
        assertThat(made.attempts())
                .isEqualTo("1 answer unsure, 2 answer unsure, 3 answer completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unsure", "gated"})
    void invariant6_anUnsureAttemptIsResetWhileTheNextRungIsStillAtWork(String route) {
        Simulator upstream = Gateway.begin();
        Answer unsure = LadderFault.tokens(0.5, "a", "b", "c", "d");
        upstream.play(Script.of(
                        route.equals("gated")
                                ? unsure.finish("stop")
                                        .done()
                                        .stall() // A gate needs the whole answer.
                                : unsure.stall())
                .with(
                        "sent-base",
                        Answer.start()
                                .role()
                                .tokens("x")
                                .gate("end")
                                .finish("stop")
                                .done()));

        try (RawClient client = Gateway.stream(route)) {
            client.await("the next rung's token", answer -> answer.text().equals("x"));

            Eventually.equals(() -> upstream.stats().cancelled(), 1L);
            assertThat(upstream.stats().open()).isEqualTo(1);
            upstream.open("end");
            HttpAnswer answer = client.answer();
            assertThat(answer.text()).isEqualTo("x");
            assertThat(answer.header("x-sluice-fallback")).isEqualTo("1=unsure(0.5000)");
        }
    }

    @Test
    void invariant6_theLoserOfAHedgeIsResetInTheTurnInWhichItHasLost() {
        RouteSetup route =
                kit.route().window(Mode.HOLDBACK, 4).hedge(SECOND).rung(0.8).rung(0.8);
        MadeExchange made = route.stream();
        made.advance(SECOND.plus(A_LITTLE));
        made.turn(() -> made.call(2).head());

        made.turn(() -> {
            made.call(2).send(Chunks.tokens("bb", "wxyz", 0.9));
            assertThat(route.upstream(1).resets()).isEqualTo(1);
        });

        made.turn(() -> made.call(2).send(Chunks.finish("bb") + Chunks.DONE).end());
        made.assertOver(Outcome.COMPLETED);
        assertThat(made.attempts()).isEqualTo("1 answer lost, 2 hedge completed");
    }

    @Test
    void invariant6_anAttemptThatIsTooSlowToBeginIsResetInTheTurnOfItsDeadline() {
        RouteSetup route = kit.route()
                .window(Mode.HOLDBACK, 4)
                .deadlines(SECOND, SECOND, SECOND, SECOND.multipliedBy(10))
                .rung(0.8)
                .rung(null);
        MadeExchange made = route.stream();
        made.turn(() -> made.call(1).head().send(Chunks.tokens("a", "ab", 0.9)));

        made.turn(() -> {
            route.time.advance(SECOND.plus(A_LITTLE)); // No third token within the gap.
            assertThat(route.upstream(1).resets()).isEqualTo(1);
            assertThat(route.upstream(2).open()).isEqualTo(1);
        });

        made.turn(() -> made.call(2).head().send(Chunks.whole("bb", "xy", 1)).end());
        made.assertOver(Outcome.COMPLETED);
        assertThat(made.attempts()).isEqualTo("1 answer timed_out, 2 answer completed");
    }

    @Test
    void invariant12_unsureAnswersOpenNoBreaker() {
        RouteSetup route = kit.route()
                .window(Mode.HOLDBACK, 4)
                .breaker(new BreakerConfig(true, 2, 0.5, SECOND.multipliedBy(3600), 1))
                .rung(0.8)
                .rung(null);
        for (int i = 1; i <= 10; i++) {
            MadeExchange made = route.stream();
            assertThat(route.upstream(1).calls()).hasSize(i);

            made.turn(() -> made.call(1).head().send(Chunks.tokens("a", "abcd", 0.5)));
            made.turn(
                    () -> made.call(2).head().send(Chunks.whole("bb", "xy", 1)).end());

            made.assertAnswered("xy");
        }
    }

    @Test
    void invariant12_aBreakerThatFailuresWithinTheWindowOpenLeavesTheNextRungsClosed() {
        RouteSetup route = kit.route()
                .window(Mode.HOLDBACK, 4)
                .breaker(new BreakerConfig(true, 2, 0.5, SECOND.multipliedBy(3600), 1))
                .rung(0.8)
                .rung(null);
        for (int i = 1; i <= 5; i++) {
            MadeExchange made = route.stream();
            if (i <= 2) {
                made.turn(() ->
                        made.call(1).head().send(Chunks.tokens("a", "ab", 0.9)).cut());
            }
            made.turn(
                    () -> made.call(2).head().send(Chunks.whole("bb", "xy", 1)).end());

            made.assertAnswered("xy");
            assertThat(made.attempts())
                    .isEqualTo("1 answer " + (i <= 2 ? "cut" : "breaker_open")
                            + ", 2 answer completed");
        }
        assertThat(route.upstream(1).calls()).hasSize(2);
    }

    private static void assertOneIdentity(SeenResponse client, String id) {
        assertThat(client.data().stream()
                        .filter(data -> data.startsWith("{\"id\""))
                        .map(JsonObject::new)
                        .map(chunk -> chunk.getString("id") + " of " + chunk.getInteger("created")))
                .hasSizeGreaterThanOrEqualTo(5)
                .containsOnly(id + " of " + id.length());
    }
}
