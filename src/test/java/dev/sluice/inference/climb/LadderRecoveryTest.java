package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.Step;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.time.Instant;
import java.util.Map;

/** Ladders whose rungs are late, slow, cut or broken. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class LadderRecoveryTest extends LadderKit {
    @Test
    void startsTheNextRungWhenTheFirstTokenIsLate() {
        Simulator upstream = Gateway.begin();
        upstream.play(Script.of(Answer.start().role().stall()).with("sent-base", whole("b")));

        try (RawClient client = Gateway.stream("hedged")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.text()).isEqualTo("b");
            assertThat(answer.header("x-sluice-rung")).isEqualTo("2");
        }
        Eventually.equals(() -> upstream.stats().cancelled(), 1L);
        assertThat(upstream.stats().requests()).isEqualTo(2);
    }

    @Test
    void triesARungAgain() {
        Simulator upstream = Gateway.begin(
                Answer.start().status(503, Map.of()),
                Answer.start().status(429, Map.of("retry-after-ms", "30")),
                whole("a"));

        try (RawClient client = Gateway.stream("retried")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.text()).isEqualTo("a");
            assertThat(answer.header("x-sluice-fallback")).isEqualTo("1=refused, 1=refused");
        }
        assertThat(upstream.stats().requests()).isEqualTo(3);
    }

    @Test
    void carriesOnAnAnswerThatWasCut() {
        Simulator upstream = Gateway.begin();
        upstream.play(Script.of(Answer.start().role().tokens("Hel", "lo").cut(Step.Cut.How.RST))
                .with("sent-prefill", whole(" world")));

        try (RawClient client = Gateway.stream("continued")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.text()).isEqualTo("Hello world");
            assertThat(answer.body())
                    .contains(": x-sluice-continued: true\n")
                    .endsWith("data: [DONE]\n\n");
        }
        JsonObject last = upstream.requests().getLast().json();
        assertThat(last.getJsonArray("messages").getJsonObject(1))
                .isEqualTo(new JsonObject().put("role", "assistant").put("content", "Hello"));
    }

    @Test
    void leavesASlowRung() {
        Simulator upstream = Gateway.begin();
        upstream.play(
                Script.of(Answer.start().role().tokens("a").stall()).with("sent-base", whole("b")));

        try (RawClient client = Gateway.stream("floor")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.text()).isEqualTo("b");
            assertThat(answer.header("x-sluice-fallback")).isEqualTo("1=slow");
        }
    }

    @Test
    void invariant12_aBreakerOpenedByOneUpstreamLeavesTheOthersClosed() {
        Simulator upstream = Gateway.begin();
        upstream.play(Script.of(Answer.refusing(500)).with("sent-base", whole("b")));
        for (int i = 0; i < 4; i++) {
            try (RawClient client = Gateway.stream("fragile")) {
                assertThat(client.answer().header("x-sluice-fallback")).isEqualTo("1=refused");
            }
        }
        long before = upstream.stats().requests();

        try (RawClient client = Gateway.stream("fragile")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.text()).isEqualTo("b");
            assertThat(answer.header("x-sluice-fallback")).isEqualTo("1=breaker_open");
        }
        assertThat(upstream.stats().requests()).isEqualTo(before + 1);
        try (RawClient client = Gateway.connect().get("/api/models", Gateway.AUTHORIZATION)) {
            JsonObject breaker = client.answer().json().getJsonArray("upstreams").stream()
                    .map(JsonObject.class::cast)
                    .filter(one -> one.getString("name").equals("fragile"))
                    .findFirst()
                    .orElseThrow()
                    .getJsonObject("breaker");
            assertThat(breaker.getString("state")).isEqualTo("open");
            assertThat(Instant.parse(breaker.getString("retry_at")))
                    .isEqualTo(Instant.parse(breaker.getString("since")).plusSeconds(600));
        }
    }
}
