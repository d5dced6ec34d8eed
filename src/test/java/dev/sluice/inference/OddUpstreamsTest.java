package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
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

import java.util.Map;

/** Upstreams that keep to the letter of the protocol more or less. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class OddUpstreamsTest {
    private static final String CHUNK =
            "data: {\"id\":\"c\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":{\"content\":"
                    + "\"a\"}}]}\n\n";

    @Test
    void aDocumentMayTakeLongerThanAHead() {
        Gateway.begin(
                Answer.start().delay(700).role().tokens("late").finish("stop").done());

        try (RawClient client = Gateway.ask("hurried")) {
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void anAnswerWithOneUnfinishedChoiceIsCut() {
        Gateway.begin(Answer.start()
                .role()
                .chunk(new JsonObject(
                        "{\"choices\":[{\"finish_reason\":\"stop\",\"index\":0,\"delta\":"
                                + "{\"content\":\"a\"}},"
                                + "{\"delta\":{\"content\":\"b\"},\"index\":1}]}")));

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.data()).doesNotContain("[DONE]");
            assertThat(answer.frames().getLast().json().getJsonObject("error").getString("code"))
                    .isEqualTo("upstream_cut");
        }
    }

    @Test
    void idsOfEventsDoNotReachTheClient() {
        Gateway.begin(Answer.start().raw("id: 7\n" + CHUNK).raw("id: 8\ndata: [DONE]\n\n"));

        try (RawClient client = Gateway.stream("tuned")) {
            assertThat(client.answer().body()).isEqualTo(CHUNK + "data: [DONE]\n\n");
        }
    }

    @Test
    void anUpstreamDoesNotDecideThatASpentLadderIsRetried() {
        Gateway.begin(Answer.start().status(503, Map.of("x-should-retry", "true")));

        try (RawClient client = Gateway.stream("slang")) {
            assertThat(client.answer().header("x-should-retry")).isEqualTo("false");
        }
    }

    @Test
    void embeddingsAreADocumentWhateverTheClientSays() {
        Gateway.begin();

        try (RawClient client = Gateway.connect()
                .post(
                        "/v1/embeddings",
                        "{\"model\":\"all-minilm-l6-v2\",\"input\":\"a\",\"stream\":true}",
                        Gateway.AUTHORIZATION)) {
            assertThat(client.answer().json().getJsonArray("data")).hasSize(1);
        }
    }

    @Test
    void aPageInPlaceOfAStreamIsAStatus() {
        Gateway.begin(Answer.start()
                .status(200, Map.of("content-type", "text/html"))
                .raw("<html>" + "x".repeat(30_000) + "</html>"));

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.json().getJsonObject("error").getString("message"))
                    .isEqualTo("the upstream answered with 'text/html' "
                            + "(expected: text/event-stream)");
        }
    }

    @Test
    void manyCommentsDoNotTakeTheAnswersRoom() {
        Gateway.begin(Answer.start()
                .raw((": " + "x".repeat(1000) + "\n\n").repeat(200))
                .raw(CHUNK)
                .done());

        try (RawClient client = Gateway.stream("tuned")) {
            assertThat(client.answer().body()).endsWith(CHUNK + "data: [DONE]\n\n");
        }
    }

    @Test
    void aStreamThatEndsBeforeItBeganGoesToTheNextRung() {
        Simulator upstream = Gateway.begin(
                Answer.start().done(),
                Answer.start().role().tokens("b").finish("stop").done());

        try (RawClient client = Gateway.stream("slang")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.text()).isEqualTo("b");
            assertThat(answer.header("x-sluice-rung")).isEqualTo("2");
        }
        assertThat(upstream.stats().requests()).isEqualTo(2);
    }

    @Test
    void aClientThatLeavesWhileItsUpstreamIsPausedDisturbsNobody() {
        Simulator upstream = Gateway.begin(Answer.start()
                .role()
                .repeated("x".repeat(1000), 20_000)
                .finish("stop")
                .done());
        RawClient slow = RawClient.connect(Gateway.port(), 4096);
        slow.pause();
        slow.post(
                "/v1/chat/completions",
                Gateway.chat("tuned").put("stream", true).encode(),
                Gateway.AUTHORIZATION);
        Eventually.equals(() -> upstream.stats().paused() > 0, true);

        slow.reset();

        Eventually.equals(() -> upstream.stats().open(), 0L);
        Gateway.begin(Answer.saying("still here"));
        try (RawClient client = Gateway.stream("tuned")) {
            assertThat(client.answer().text()).isEqualTo("still here");
        }
    }
}
