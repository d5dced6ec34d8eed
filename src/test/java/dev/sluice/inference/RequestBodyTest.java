package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
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

/**
 * How bodies come in: when they are asked for, how much of them is taken, and what becomes of half
 * of one.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class RequestBodyTest {
    private static final int LIMIT = 1024 * 1024;
    private static final String HEAD = "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\n"
            + Gateway.AUTHORIZATION + "\r\ncontent-type: application/json\r\n";
    private static final String BODY = Gateway.chat("tuned").encode();
    private static final String CHUNKED = HEAD + "transfer-encoding: chunked\r\n\r\n";

    @Inject
    Meters meters;

    @Test
    void asksForTheBodyOfAClientThatWaits() {
        Gateway.begin(Answer.saying("hello"));

        try (RawClient client = Gateway.connect()) {
            send(
                    client,
                    HEAD + "expect: 100-continue\r\ncontent-length: " + BODY.length() + "\r\n\r\n");
            // Taken for an answer without an end: what follows stands in its body.
            client.await("100 Continue", answer -> answer.status() == 100);
            assertThat(Gateway.simulator().stats().requests()).isZero();

            send(client, BODY);
            assertThat(client.await("the answer", answer -> answer.body().contains("hello"))
                            .body())
                    .startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void refusesTheBodyOfAClientThatWaitsWhenItIsTooLarge() {
        Gateway.begin();

        try (RawClient client = Gateway.connect()) {
            send(
                    client,
                    HEAD + "expect: 100-continue\r\ncontent-length: " + (LIMIT + 1) + "\r\n\r\n");

            assertThat(client.answer().status()).isEqualTo(413);
        }
        assertThat(Gateway.simulator().stats().requests()).isZero();
    }

    @Test
    void refusesAClientThatWaitsWithoutAKeyBeforeItsBody() {
        try (RawClient client = Gateway.connect()) {
            send(
                    client,
                    HEAD.replace(GatewayResource.KEY, "wrong")
                            + "expect: 100-continue\r\ncontent-length: 10\r\n\r\n");

            assertThat(client.answer().status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void readsABodyInChunks(int chunkBytes) {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));

        try (RawClient client = Gateway.connect()) {
            send(client, CHUNKED);
            for (int from = 0; from < BODY.length(); from += chunkBytes) {
                String piece = BODY.substring(from, Math.min(BODY.length(), from + chunkBytes));
                send(client, Integer.toHexString(piece.length()) + ";ext=1\r\n" + piece + "\r\n");
            }
            send(client, "0\r\nx-trailer: 1\r\n\r\n");

            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(upstream.requests().getFirst().json().getString("model"))
                .isEqualTo("ft:sent:name");
    }

    @Test
    void readsABodyOfExactlyTheLimitAndNoByteMore() {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        JsonObject request = Gateway.chat("tuned").put("x", "");
        String full =
                request.put("x", "y".repeat(LIMIT - request.encode().length())).encode();

        try (RawClient client = Gateway.connect()) {
            assertThat(client.post("/v1/chat/completions", full, Gateway.AUTHORIZATION)
                            .answer()
                            .status())
                    .isEqualTo(200);
            assertThat(client.post("/v1/chat/completions", full + " ", Gateway.AUTHORIZATION)
                            .answer()
                            .status())
                    .isEqualTo(413);
        }
        assertThat(upstream.stats().requests()).isEqualTo(1);
    }

    @Test
    void refusesABodyInChunksAtTheLimitAndReadsItToItsEnd() {
        Gateway.begin(Answer.saying("hello"));
        String piece = Integer.toHexString(LIMIT) + "\r\n" + "y".repeat(LIMIT) + "\r\n";

        try (RawClient client = Gateway.connect()) {
            send(client, CHUNKED + piece + "1\r\ny\r\n");
            assertThat(client.answer().status()).isEqualTo(413);

            send(client, piece + "0\r\n\r\n");
            assertThat(client.awaitEnd()).isEqualTo(RawClient.End.FIN);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatLeavesHalfWayThroughItsBodyLeavesNothingOpen(boolean reset) {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        for (int i = 0; i < 20; i++) {
            RawClient client = Gateway.connect();
            send(
                    client,
                    HEAD + "content-length: " + BODY.length() + "\r\n\r\n" + BODY.substring(0, 20));
            if (reset) {
                client.reset();
            } else {
                client.close();
            }
        }

        try (RawClient client = Gateway.ask("tuned")) {
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(upstream.stats().requests()).isEqualTo(1);
        Eventually.equals(() -> meters.openInferences(), 0);
    }

    private static void send(RawClient client, String text) {
        client.send(Buffer.buffer(text).getBytes());
    }
}
