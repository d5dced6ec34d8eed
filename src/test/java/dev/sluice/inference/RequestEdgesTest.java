package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.RecordedRequest;
import dev.sluice.simulator.Simulator;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Requests as no ordinary client sends them, byte for byte. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class RequestEdgesTest {
    private static final String HEAD = "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\n"
            + Gateway.AUTHORIZATION + "\r\ncontent-type: application/json\r\n";
    private static final String BODY = Gateway.chat("tuned").encode();

    @Inject
    Meters meters;

    @Test
    void answersPipelinedRequestsInTheirOrder() {
        Gateway.begin(Answer.saying("first"), Answer.saying("second"), Answer.saying("third"));
        String request = HEAD + "content-length: " + BODY.length() + "\r\n\r\n" + BODY;

        try (RawClient client = Gateway.connect()) {
            send(client, request + request + request);
            awaitAnswers(client, 3);

            assertThat(client.answers().stream()
                            .map(answer -> answer.json()
                                    .getJsonArray("choices")
                                    .getJsonObject(0)
                                    .getJsonObject("message")
                                    .getString("content")))
                    .containsExactly("first", "second", "third");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatLeavesWithAPipelinedRequestWaitingResetsTheUpstream(boolean reset) {
        Simulator upstream = Gateway.begin(Answer.start().role().tokens("a").stall());
        String body = Gateway.chat("tuned").put("stream", true).encode();
        String request = HEAD + "content-length: " + body.length() + "\r\n\r\n" + body;
        RawClient client = Gateway.connect();
        send(client, request + request);
        client.await("the first token", answer -> answer.text().equals("a"));

        if (reset) {
            client.reset();
        } else {
            client.close();
        }

        Eventually.equals(() -> upstream.stats().cancelled(), 1L);
        Eventually.equals(() -> meters.openInferences(), 0);
        assertThat(upstream.stats().requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\nset-cookie: a=b",
                "tuned\r\n\r\nHTTP/1.1 200 OK",
                "x\nset-cookie: a=b",
                "x\u0000y",
                "\u2028x",
                "tuned\r"
            })
    void aModelsNameNeverReachesTheHeaders(String model) {
        Simulator upstream = Gateway.begin();

        for (RawClient client : List.of(
                Gateway.connect().post("/v1/chat/completions", chat(model), Gateway.AUTHORIZATION),
                Gateway.connect()
                        .get(
                                "/v1/models/"
                                        + java.net.URLEncoder.encode(model, StandardCharsets.UTF_8),
                                Gateway.AUTHORIZATION))) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.header("set-cookie")).isNull();
            assertThat(answer.header("x-sluice-route")).isNull();
            assertThat(answer.json().getJsonObject("error").getString("code"))
                    .isEqualTo("model_not_found");
            client.close();
        }
        assertThat(upstream.stats().requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-length: abc\r\n",
                "content-length: -1\r\n",
                "content-length: 5\r\ncontent-length: 6\r\n",
                "content-length: 5\r\ntransfer-encoding: chunked\r\n",
                "transfer-encoding: chunked, identity\r\n"
            })
    void ambiguousLengthsReachNoUpstream(String lengths) {
        Simulator upstream = Gateway.begin();

        try (RawClient client = Gateway.connect()) {
            send(client, HEAD + lengths + "\r\n" + BODY + "\r\n\r\n");
            client.awaitEnd();
            assertThat(client.soFar().status()).isIn(0, 400, 501);
        }
        assertThat(upstream.stats().requests()).isZero();
    }

    @Test
    void survivesNoise() {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        Random random = new Random(20261121);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = (HEAD + "content-length: " + BODY.length() + "\r\n\r\n" + BODY)
                    .getBytes(StandardCharsets.US_ASCII);
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try (RawClient client = Gateway.connect()) {
                client.send(bytes);
            }
        }

        try (RawClient client = Gateway.ask("tuned")) {
            assertThat(client.answer().status()).isEqualTo(200);
        }
        Eventually.equals(() -> meters.openInferences(), 0);
        Eventually.equals(() -> upstream.stats().open(), 0L);
        assertThat(upstream.requests().stream().map(RecordedRequest::path))
                .allMatch(path -> path.startsWith("/v1/"));
    }

    private static String chat(String model) {
        return new JsonObject(BODY).put("model", model).encode();
    }

    private static void send(RawClient client, String text) {
        client.send(Buffer.buffer(text).getBytes());
    }

    private static void awaitAnswers(RawClient client, int count) {
        Eventually.equals(
                () -> (int)
                        client.answers().stream().filter(HttpAnswer::complete).count(),
                count);
    }
}
