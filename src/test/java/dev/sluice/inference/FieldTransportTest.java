package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.testing.Coded;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.WireUpstream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;

/** What a client reads when its upstream's HTTP is odd, but lawful. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class FieldTransportTest {
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n";
    private static final List<String> EVENTS = List.of(
            event("{\"role\":\"assistant\",\"content\":\"\"}", "null"),
            event("{\"content\":\"Hel\"}", "null"),
            event("{\"content\":\"lo\"}", "null"),
            event("{}", "\"stop\""),
            "data: [DONE]\n\n");
    private static final String DOCUMENT =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"served\","
                    + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                    + "\"Hello\"},\"finish_reason\":\"stop\"}]}";

    @Test
    void readsAStreamThatItsUpstreamCompressed() {
        WireUpstream.Play play = wire -> {
            Coded.Writer writer = Coded.GZIP.writer();
            wire.readRequest();
            wire.write(HEAD + "content-encoding: gzip\r\n\r\n");
            for (String event : EVENTS) {
                wire.chunk(writer.flush(event));
            }
            wire.chunk(writer.end()).chunk("");
        };
        try (WireUpstream _ = new WireUpstream(Gateway.listenAsOther(), play);
                RawClient client = Gateway.stream("on-other")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("Hello");
            assertThat(answer.data()).endsWith("[DONE]");
            assertThat(answer.headers()).doesNotContainKey("content-encoding");
        }
    }

    @Test
    void readsADocumentThatItsUpstreamCompressed() {
        byte[] coded = Coded.ZLIB.of(DOCUMENT);
        try (WireUpstream _ = answering("200 OK", "deflate", coded);
                RawClient client = Gateway.ask("on-other")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.body()).isEqualTo(DOCUMENT);
            assertThat(answer.headers()).doesNotContainKey("content-encoding");
            assertThat(answer.header("content-length"))
                    .isEqualTo(String.valueOf(DOCUMENT.length()));
        }
    }

    @Test
    void readsEmbeddingsThatTheirUpstreamCompressed() {
        String vectors = "{\"object\":\"list\",\"data\":[{\"index\":0,\"embedding\":[1.0]}]}";
        try (WireUpstream _ = answering("200 OK", "gzip", Coded.GZIP.of(vectors));
                RawClient client = Gateway.connect()
                        .post(
                                "/v1/embeddings",
                                "{\"model\":\"on-other\",\"input\":\"a\"}",
                                Gateway.AUTHORIZATION)) {
            assertThat(client.answer().body()).isEqualTo(vectors);
        }
    }

    @Test
    void readsTheWordsOfACompressedRefusal() {
        String words = "{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\"}}";
        try (WireUpstream _ = answering("400 Bad", "gzip", Coded.GZIP.of(words));
                RawClient client = Gateway.stream("on-other")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo(words);
        }
    }

    @Test
    void isToldWhichCodingCanNotBeRead() {
        try (WireUpstream _ = answering("200 OK", "br", new byte[] {1, 2, 3});
                RawClient client = Gateway.stream("on-other")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.status()).isEqualTo(502);
            assertThat(error(answer).getString("code")).isEqualTo("upstream_cut");
            assertThat(error(answer).getString("message")).contains("in the coding 'br'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "gzip"})
    void readsTheNextRungWhereACodingCanNotBeRead(String coding) {
        Gateway.begin(Answer.saying("next"));
        try (WireUpstream _ = answering("200 OK", coding, new byte[] {1, 2, 3});
                RawClient client = Gateway.ask("other-ladder")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-sluice-rung")).isEqualTo("2");
        }
    }

    @Test
    void readsAStreamBehindInformationalAnswers() {
        WireUpstream.Play play = wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 102 Processing\r\n\r\n").write("HTTP/1.1 102 Processing\r\n\r\n");
            wire.write("HTTP/1.1 103 Early Hints\r\nlink: </x.css>; rel=preload\r\n\r\n");
            wire.write(HEAD + "\r\n").chunk(String.join("", EVENTS)).chunk("");
        };
        try (WireUpstream _ = new WireUpstream(Gateway.listenAsOther(), play);
                RawClient client = Gateway.stream("on-other")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("Hello");
            assertThat(answer.headers()).doesNotContainKey("link");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsAnAnswerThatEndsWithItsConnection(boolean streaming) {
        WireUpstream.Play play = wire -> {
            wire.readRequest();
            wire.write("HTTP/1.0 200 OK\r\ncontent-type: "
                    + (streaming ? "text/event-stream" : "application/json") + "\r\n\r\n"
                    + (streaming ? String.join("", EVENTS) : DOCUMENT));
        };
        try (WireUpstream _ = new WireUpstream(Gateway.listenAsOther(), play);
                RawClient client =
                        streaming ? Gateway.stream("on-other") : Gateway.ask("on-other")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(streaming ? String.join("", EVENTS) : DOCUMENT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 429})
    void readsARefusalThatCameBeforeTheRequestWasRead(int status) throws IOException {
        String words = "{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\"}}";
        WireUpstream.Play play = wire -> {
            wire.readHead();
            wire.write("HTTP/1.1 " + status + " No\r\ncontent-type: application/json\r\n"
                    + "content-length: " + words.length() + "\r\n\r\n" + words);
        };
        JsonObject request = Gateway.chat("on-other").put("user", "x".repeat(1_000_000));
        try (WireUpstream upstream = new WireUpstream(Gateway.listenAsOther(), play);
                RawClient client = Gateway.connect()
                        .post("/v1/chat/completions", request.encode(), Gateway.AUTHORIZATION)) {
            HttpAnswer answer = client.answer();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).isEqualTo(words);
            assertThat(upstream.requests()).isEqualTo(1);
        }
    }

    private static WireUpstream answering(String status, String coding, byte[] body) {
        return new WireUpstream(Gateway.listenAsOther(), wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 " + status + "\r\ncontent-type: "
                            + (coding.equals("br") ? "text/event-stream" : "application/json")
                            + "\r\ncontent-encoding: " + coding + "\r\ncontent-length: "
                            + body.length + "\r\n\r\n")
                    .write(body);
            wire.awaitEnd();
        });
    }

    private static JsonObject error(HttpAnswer answer) {
        return answer.json().getJsonObject("error");
    }

    private static String event(String delta, String reason) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1730000000,"
                + "\"model\":\"served\",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"finish_reason\":" + reason + "}]}\n\n";
    }
}
