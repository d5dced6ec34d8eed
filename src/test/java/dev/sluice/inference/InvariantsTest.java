package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.RecordedRequest;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.Step;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

/** The invariants of the design that a socket shows, each under its number. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class InvariantsTest {
    @Inject
    Meters meters;

    @ParameterizedTest
    @ValueSource(strings = {"tuned", "over-h2"})
    void invariant1_theFirstTokenIsForwardedBeforeTheUpstreamHasFinished(String model) {
        Simulator upstream = Gateway.begin(Answer.start()
                .role()
                .tokens("first")
                .gate("rest")
                .tokens(" last")
                .finish("stop")
                .done());

        try (RawClient client = Gateway.stream(model)) {
            HttpAnswer early =
                    client.await("the first token", answer -> answer.text().equals("first"));
            assertThat(upstream.stats().open()).isEqualTo(1);
            assertThat(early.complete()).isFalse();

            upstream.open("rest");
            assertThat(client.answer().text()).isEqualTo("first last");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tuned", "over-h2"})
    void invariant2_aClientThatLeavesResetsTheUpstream(String model) {
        Simulator upstream = Gateway.begin(Answer.start().role().tokens("first").stall());
        RawClient client = Gateway.stream(model);
        client.await("the first token", answer -> answer.text().equals("first"));

        client.close();

        Eventually.equals(() -> upstream.stats().cancelled(), 1L);
        Eventually.equals(() -> upstream.stats().open(), 0L);
        Eventually.equals(() -> meters.openInferences(), 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tuned", "over-h2"})
    void invariant2_holdsBeforeTheFirstByteAndWithoutStreaming(String model) {
        Simulator upstream = Gateway.begin(Answer.start().gate("never"));
        RawClient client = Gateway.ask(model);
        Eventually.equals(() -> upstream.stats().open(), 1L);

        client.reset();

        Eventually.equals(() -> upstream.stats().cancelled(), 1L);
        Eventually.equals(() -> meters.openInferences(), 0);
    }

    @Test
    void invariant3_aSlowClientPausesTheUpstream() {
        Simulator upstream = Gateway.begin(Answer.start()
                .role()
                .repeated("x".repeat(1000), 20_000)
                .finish("stop")
                .done());
        RawClient client = RawClient.connect(Gateway.port(), 4096);
        client.pause();
        client.post(
                "/v1/chat/completions",
                Gateway.chat("tuned").put("stream", true).encode(),
                Gateway.AUTHORIZATION);

        Eventually.equals(() -> upstream.stats().paused() > 0, true);
        assertThat(upstream.stats().bytes()).isLessThan(16_000_000);

        client.resume();
        assertThat(client.answer().text()).hasSize(20_000_000);
        client.close();
    }

    @Test
    void invariant4_beforeCommitAFailureIsAStatus() {
        Gateway.begin(
                Answer.start().status(429, Map.of("retry-after", "7", "set-cookie", "secret=1")));

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.header("retry-after")).isEqualTo("7");
            assertThat(answer.header("set-cookie")).isNull();
            assertThat(answer.json().getJsonObject("error").fieldNames())
                    .containsExactlyInAnyOrder("message", "type", "param", "code");
        }
    }

    @Test
    void invariant4_anErrorInsideA200IsAStatusToo() {
        Gateway.begin(Answer.start().error("overloaded", "server_error"));

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.json().getJsonObject("error").getString("message"))
                    .isEqualTo("overloaded");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIN", "RST"})
    void invariant4_afterCommitAFailureIsAnErrorEventAndNoDone(String how) {
        Gateway.begin(Answer.start().role().tokens("a", "b").cut(Step.Cut.How.valueOf(how)));

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("ab");
            assertThat(answer.data()).doesNotContain("[DONE]");
            JsonObject error = answer.frames().getLast().json().getJsonObject("error");
            assertThat(error.getString("code")).isEqualTo("upstream_cut");
            assertThat(error.fieldNames())
                    .containsExactlyInAnyOrder("message", "type", "param", "code");
        }
    }

    @Test
    void invariant4_anUpstreamsOwnErrorEventIsTheLast() {
        Gateway.begin(Answer.start()
                .role()
                .tokens("a")
                .error("broken", "server_error")
                .done());

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.data()).doesNotContain("[DONE]");
            assertThat(answer.frames().getLast().json().getJsonObject("error").getString("message"))
                    .isEqualTo("broken");
        }
    }

    @Test
    void invariant4_aBrokenEventEndsInAnErrorEvent() {
        Gateway.begin(Answer.start().role().tokens("a").malformed().tokens("b").done());

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.text()).isEqualTo("a");
            assertThat(answer.frames().getLast().json().getJsonObject("error").getString("message"))
                    .isEqualTo("the upstream sent an event that is not JSON");
        }
    }

    @Test
    void invariant5_oneIdAndOneCreatedInAllChunks() {
        Gateway.begin(Answer.start()
                .role()
                .tokens("a")
                .chunk(new JsonObject(
                        "{\"id\":\"chatcmpl-sim-9\",\"created\":1999999999,\"choices\":"
                                + "[{\"index\":0,"
                                + "\"delta\":{\"content\":\"b\"}}]}"))
                .finish("stop")
                .done());

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.text()).isEqualTo("ab");
            assertThat(answer.frames().stream()
                            .filter(frame -> !frame.isDone())
                            .map(frame -> frame.json().getString("id"))
                            .distinct())
                    .hasSize(1);
            assertThat(answer.frames().stream()
                            .filter(frame -> !frame.isDone())
                            .map(frame -> frame.json().getLong("created"))
                            .distinct())
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void invariant8_theAnswerIsTheSameWhereverItWasSplit(int bytes) {
        Answer whole = Answer.start()
                .role()
                .tokens("é", "😀", "\n\n")
                .comment("ping")
                .finish("stop")
                .done();
        Gateway.begin(whole);
        String expected;
        try (RawClient client = Gateway.stream("tuned")) {
            expected = atNoTime(client.answer());
        }
        Gateway.begin(new Answer(java.util.stream.Stream.concat(
                        Answer.start().split(bytes).steps().stream(), whole.steps().stream())
                .toList()));

        try (RawClient client = Gateway.stream("tuned")) {
            assertThat(atNoTime(client.answer())).isEqualTo(expected);
        }
    }

    @Test
    void invariant14_unknownFieldsPassBothWays() {
        Simulator upstream = Gateway.begin(Answer.start()
                .role()
                .chunk(new JsonObject()
                        .put("x_vendor", new JsonObject().put("deep", new JsonArray().add(1.50)))
                        .put(
                                "choices",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("index", 0)
                                                .put(
                                                        "delta",
                                                        new JsonObject()
                                                                .put("reasoning_content", "hm")))))
                .finish("stop")
                .done());
        JsonObject request = Gateway.chat("slang")
                .put("stream", true)
                .put("x_unknown", new JsonObject().put("model", "not this one").put("n", 1.5))
                .put("top_k", 7);

        try (RawClient client = Gateway.connect()
                .post(
                        "/v1/chat/completions",
                        request.encode(),
                        Gateway.AUTHORIZATION,
                        "x-secret: mine",
                        "traceparent: 00-1-2-01")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.body())
                    .contains("\"x_vendor\":{\"deep\":[1.5]}")
                    .contains("\"reasoning_content\":\"hm\"");
            RecordedRequest sent = upstream.requests().getFirst();
            assertThat(sent.json())
                    .isEqualTo(request.copy()
                            .put("model", "ft:sent:name")
                            .put("stream_options", new JsonObject().put("include_usage", true)));
            assertThat(answer.header("x-sluice-route")).isEqualTo("slang");
            assertThat(answer.header("x-sluice-model")).isEqualTo("tuned");
            assertThat(answer.header("x-sluice-rung")).isEqualTo("1");
        }
    }

    /** The body without its time, which two answers need not share. */
    private static String atNoTime(HttpAnswer answer) {
        return answer.body().replaceAll("\"created\":\\d+", "\"created\":0");
    }
}
