package dev.sluice.inference.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.openai.OpenAiDialect;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.util.List;
import java.util.Map;

/** What a client of a stream is sent while there is nothing to say. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class KeepAliveTest {
    private static final String COMMENT = ": keep-alive\n\n";

    @Test
    void aSilentStreamGetsCommentsBeforeAndAfterItsFirstToken() {
        Simulator upstream = Gateway.begin(Answer.start()
                .gate("first")
                .role()
                .tokens("a")
                .gate("second")
                .tokens("b")
                .finish("stop")
                .done());

        try (RawClient client = Gateway.stream("quiet")) {
            HttpAnswer early = client.await("two comments", answer -> count(answer, COMMENT) >= 2);
            assertThat(early.status()).isEqualTo(200);
            assertThat(early.body().replace(COMMENT, "")).isEmpty();
            assertThat(early.header("content-type")).isEqualTo("text/event-stream; charset=utf-8");
            assertThat(early.header("x-sluice-route")).isEqualTo("quiet");
            assertThat(early.header("x-sluice-model")).isNull();

            upstream.open("first");
            int before =
                    count(client.await("a token", answer -> answer.text().equals("a")), COMMENT);
            HttpAnswer late = client.await("a comment", answer -> count(answer, COMMENT) > before);
            assertThat(late.body())
                    .contains(": x-sluice-model: tuned\n: x-sluice-rung: 1\n\ndata: {");

            upstream.open("second");
            HttpAnswer whole = client.answer();
            assertThat(whole.text()).isEqualTo("ab");
            assertThat(whole.body()).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void aFailureAfterTheFirstCommentIsAnErrorEventWithTheUpstreamsOwnWords() {
        Simulator upstream = Gateway.begin(Answer.start()
                .gate("fail")
                .status(
                        400,
                        Map.of("content-type", "application/json"),
                        "{\n  \"error\": { \"message\": \"too long\", \"type\": "
                                + "\"invalid_request_error\","
                                + " \"param\": null, \"code\": \"context_length_exceeded\" }\n}"));

        try (RawClient client = Gateway.stream("quiet")) {
            client.await("a comment", answer -> count(answer, COMMENT) >= 1);
            upstream.open("fail");

            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.data()).hasSize(1);
            assertThat(answer.frames().getLast().json().getJsonObject("error").getString("code"))
                    .isEqualTo("context_length_exceeded");
        }
    }

    @Test
    void theNextRungCanStillAnswerAfterAComment() {
        Simulator upstream = Gateway.begin(
                Answer.start().gate("fail").status(503, Map.of()),
                Answer.start().role().tokens("from base").finish("stop").done());

        try (RawClient client = Gateway.stream("quiet")) {
            client.await("a comment", answer -> count(answer, COMMENT) >= 1);
            upstream.open("fail");

            HttpAnswer answer = client.answer();
            assertThat(answer.text()).isEqualTo("from base");
            assertThat(answer.body())
                    .contains(": x-sluice-model: base\n: x-sluice-rung: 2\n: x-sluice-fallback: "
                            + "1=refused\n\n")
                    .endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void aQuickFailureKeepsItsStatus() {
        Gateway.begin(Answer.refusing(404));

        try (RawClient client = Gateway.stream("quiet-chunks")) {
            assertThat(client.answer().status()).isEqualTo(404);
        }
    }

    @Test
    void emptyChunksHaveTheIdentityOfTheAnswerAndNothingComesBeforeItButBlankLines() {
        Simulator upstream = Gateway.begin(Answer.start()
                .gate("first")
                .role()
                .tokens("a")
                .gate("second")
                .tokens("b")
                .finish("stop")
                .done());

        try (RawClient client = Gateway.stream("quiet-chunks")) {
            HttpAnswer early =
                    client.await("blank lines", answer -> answer.body().equals("\n\n\n\n"));
            assertThat(early.status()).isEqualTo(200);

            upstream.open("first");
            HttpAnswer late = client.await(
                    "an empty chunk", answer -> answer.body().contains("\"delta\":{}"));
            JsonObject empty = late.frames().getLast().json();
            JsonObject first = new JsonObject(late.data().getFirst());
            assertThat(empty)
                    .isEqualTo(new JsonObject(
                                    "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":"
                                            + "null}]}")
                            .put("id", first.getString("id"))
                            .put("object", "chat.completion.chunk")
                            .put("created", first.getLong("created"))
                            .put("model", first.getString("model"))
                            .mergeIn(rest(empty, first)));

            upstream.open("second");
            HttpAnswer whole = client.answer();
            assertThat(whole.text()).isEqualTo("ab");
            assertThat(whole.body()).doesNotContain("\n: ").endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void anEmptyChunkOfALegacyCompletionHasEmptyText() {
        Buffer chunk = OpenAiDialect.INSTANCE
                .answers()
                .emptyEvent(Buffer.buffer("{\"id\":\"cmpl-1\",\"object\":\"text_completion\","
                                + "\"created\":7,\"model\":\"m\",\"usage\":null,\"x\":1,"
                                + "\"choices\":[{\"text\":\"a\",\"index\":1}]}")
                        .getBytes());

        assertThat(chunk.toString())
                .isEqualTo("data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":7,"
                        + "\"model\":\"m\","
                        + "\"choices\":[{\"index\":0,\"text\":\"\",\"logprobs\":null,"
                        + "\"finish_reason\":null}],"
                        + "\"usage\":null}\n\n");
    }

    @Test
    void offSendsNothingSoThatALateHeadIsStillAStatus() {
        Simulator upstream = Gateway.begin(Answer.start().stall());

        try (RawClient client = Gateway.stream("quiet-off")) {
            assertThat(client.answer().status()).isEqualTo(504);
        }
        Eventually.equals(() -> upstream.stats().cancelled(), 1L);
    }

    @Test
    void aDocumentGetsNone() {
        Simulator upstream = Gateway.begin(
                Answer.start().gate("clock"),
                Answer.start()
                        .gate("document")
                        .role()
                        .tokens("a")
                        .finish("stop")
                        .done());
        try (RawClient clock = Gateway.stream("quiet")) {
            Eventually.equals(() -> upstream.stats().requests(), 1L);
            try (RawClient client = Gateway.ask("quiet")) {
                Eventually.equals(() -> upstream.stats().requests(), 2L);
                // By then a stream that began with the document would have got its own.
                int now = count(clock.soFar(), COMMENT);
                clock.await("two more comments", answer -> count(answer, COMMENT) >= now + 2);
                assertThat(client.receivedBytes()).isZero();

                upstream.open("document");
                assertThat(client.answer().header("x-sluice-model")).isEqualTo("tuned");
            }
        }
    }

    @Test
    void aClientThatDoesNotReadGetsNone() {
        Simulator upstream = Gateway.begin(
                Answer.start()
                        .role()
                        .repeated("x".repeat(1000), 12_000)
                        .finish("stop")
                        .done(),
                Answer.start().stall());
        RawClient slow = RawClient.connect(Gateway.port(), 4096);
        slow.pause();
        slow.post(
                "/v1/chat/completions",
                Gateway.chat("patiently-quiet").put("stream", true).encode(),
                Gateway.AUTHORIZATION);
        Eventually.equals(() -> upstream.stats().paused() > 0, true);
        try (RawClient clock = Gateway.stream("patiently-quiet")) {
            clock.await("three comments", answer -> count(answer, COMMENT) >= 3);
        }

        slow.resume();

        Eventually.equals(() -> slow.receivedBytes() > 5_000_000, true);
        Eventually.equals(() -> slow.receivedBytes() > 10_000_000, true);
        assertThat(slow.answer().body()).doesNotContain(COMMENT).endsWith("data: [DONE]\n\n");
        slow.close();
    }

    private static JsonObject rest(JsonObject empty, JsonObject first) {
        JsonObject rest = new JsonObject();
        for (String field : List.of("system_fingerprint", "service_tier", "usage")) {
            if (empty.containsKey(field)) {
                rest.put(field, field.equals("usage") ? null : first.getValue(field));
            }
        }
        return rest;
    }

    private static int count(HttpAnswer answer, String text) {
        return answer.body().split(java.util.regex.Pattern.quote(text), -1).length - 1;
    }
}
