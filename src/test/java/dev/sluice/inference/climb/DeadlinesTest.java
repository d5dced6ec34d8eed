package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.openai.OpenAiDialect;
import dev.sluice.inference.notes.FailureWords;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Logprobs;
import dev.sluice.simulator.PiecePace;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.Step;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Outcome;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/**
 * Every phase that can take too long, of a route and of an upstream, over HTTP/1.1 and HTTP/2,
 * streaming and not.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class DeadlinesTest {
    @ParameterizedTest
    @CsvSource({"hurried, sim", "hurried-h2, sim-h2", "hasty, hasty", "hasty-h2, hasty-h2"})
    void aLateHeadIs504(String model, String upstreamName) {
        Simulator upstream = Gateway.simulator();

        try (RawClient client = stream(model, Answer.start().stall())) {
            assertStatus(
                    client.answer(),
                    "head",
                    "upstream '" + upstreamName + "' exceeded the head deadline of 300 ms");
        }
        assertReset(upstream);
    }

    @ParameterizedTest
    @CsvSource({"hurried, sim", "hurried-h2, sim-h2", "hasty, hasty", "hasty-h2, hasty-h2"})
    void aLateFirstTokenIs504(String model, String upstreamName) {
        Simulator upstream = Gateway.simulator();

        try (RawClient client = stream(model, Answer.start().head().role().stall())) {
            assertStatus(
                    client.answer(),
                    "first_token",
                    "upstream '" + upstreamName + "' exceeded the first-token deadline of 300 ms");
        }
        assertReset(upstream);
    }

    @ParameterizedTest
    @CsvSource({"hurried, sim", "hurried-h2, sim-h2", "hasty, hasty", "hasty-h2, hasty-h2"})
    void aLateTokenIsAnErrorEvent(String model, String upstreamName) {
        Simulator upstream = Gateway.simulator();

        try (RawClient client = stream(model, Answer.start().role().tokens("a").stall())) {
            assertEvent(
                    client.answer(),
                    "gap",
                    "upstream '" + upstreamName + "' exceeded the gap deadline of 300 ms");
        }
        assertReset(upstream);
    }

    @ParameterizedTest
    @CsvSource({
        "brief, total, upstream 'sim' exceeded the total deadline of 900 ms",
        "brief-h2, total, upstream 'sim-h2' exceeded the total deadline of 900 ms",
        "hasty, attempt, upstream 'hasty' exceeded its own total deadline of 900 ms",
        "hasty-h2, attempt, upstream 'hasty-h2' exceeded its own total deadline of 900 ms"
    })
    void aStreamWithoutEndIsAnErrorEvent(String model, String phase, String message) {
        Simulator upstream = Gateway.simulator();

        try (RawClient client = stream(model, endless())) {
            assertEvent(client.answer(), phase, message);
        }
        assertReset(upstream);
    }

    @ParameterizedTest
    @CsvSource({
        "brief, total, upstream 'sim' exceeded the total deadline of 900 ms",
        "brief-h2, total, upstream 'sim-h2' exceeded the total deadline of 900 ms",
        "hasty, attempt, upstream 'hasty' exceeded its own total deadline of 900 ms",
        "hasty-h2, attempt, upstream 'hasty-h2' exceeded its own total deadline of 900 ms"
    })
    void aLateDocumentIs504(String model, String phase, String message) {
        Simulator upstream = Gateway.begin(Answer.start().stall());

        try (RawClient client = Gateway.ask(model)) {
            assertStatus(client.answer(), phase, message);
        }
        assertReset(upstream);
    }

    @Test
    void anUpstreamsOwnTotalLeavesTheOtherRungsTheirTry() {
        Simulator upstream = Gateway.begin(Answer.start().stall(), Answer.saying("from base"));

        try (RawClient client = Gateway.ask("patient")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-sluice-model")).isEqualTo("base");
        }
        assertThat(upstream.stats().requests()).isEqualTo(2);
        Eventually.equals(() -> upstream.stats().cancelled(), 1L);
    }

    /**
     * Where a connection can't be had in time; that it is noticed is tested where connections are
     * made.
     */
    @Test
    void aLateConnectionIs504AndWorthAnotherRung() {
        UpstreamFailure late = new UpstreamFailure.TimedOut("connect", "late");

        assertThat(Failures.response(late, OpenAiDialect.INSTANCE.errors()).status())
                .isEqualTo(504);
        assertThat(Failures.error(late).code()).isEqualTo("upstream_timeout_connect");
        assertThat(FailureWords.outcome(late)).isEqualTo(Outcome.UPSTREAM_TIMEOUT);
        assertThat(Failures.mayFallBack(late)).isTrue();
    }

    /**
     * Asks over connections that stand: making the first ones may take longer than these short
     * deadlines allow.
     */
    private static RawClient stream(String model, Answer answer) {
        Gateway.begin(Answer.saying("ready"));
        RawClient client = Gateway.connect();
        String body = Gateway.chat(model).put("stream", true).encode();
        int asked = 1;
        client.post("/v1/chat/completions", body, Gateway.AUTHORIZATION);
        while (client.answer().status() != 200 && asked++ < 20) {
            client.post("/v1/chat/completions", body, Gateway.AUTHORIZATION);
        }
        Eventually.equals(() -> Gateway.simulator().stats().open(), 0L);
        Gateway.begin(answer);
        return client.post("/v1/chat/completions", body, Gateway.AUTHORIZATION);
    }

    private static Answer endless() {
        return Answer.start()
                .role()
                .with(new Step.Tokens(List.of("a"), 1000, PiecePace.perSecond(20), Logprobs.NONE));
    }

    private static void assertStatus(HttpAnswer answer, String phase, String message) {
        assertThat(answer.status()).isEqualTo(504);
        assertError(answer.json(), phase, message);
    }

    private static void assertEvent(HttpAnswer answer, String phase, String message) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).startsWith("a");
        assertThat(answer.data()).doesNotContain("[DONE]");
        assertError(answer.frames().getLast().json(), phase, message);
    }

    private static void assertError(JsonObject body, String phase, String message) {
        JsonObject error = body.getJsonObject("error");
        assertThat(error.getString("message")).isEqualTo(message);
        assertThat(error.getString("code")).isEqualTo("upstream_timeout_" + phase);
        assertThat(error.getString("type")).isEqualTo("upstream_error");
    }

    private static void assertReset(Simulator upstream) {
        Eventually.equals(() -> upstream.stats().cancelled(), 1L);
        Eventually.equals(() -> upstream.stats().open(), 0L);
        assertThat(upstream.stats().requests()).isEqualTo(1);
    }
}
