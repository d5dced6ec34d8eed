package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What requests say of their bodies, and what their bodies say of themselves. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class RequestMarksTest {
    private static final String BODY = Gateway.chat("base").encode();
    private static final String START = "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\n"
            + Gateway.AUTHORIZATION + "\r\n";

    @Test
    void aByteOrderMarkDoesNotGoUpstream() {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));

        assertThat(ask("content-type: application/json", "\uFEFF" + BODY, StandardCharsets.UTF_8)
                        .status())
                .isEqualTo(200);
        assertThat(upstream.requests().getFirst().body().toString())
                .isEqualTo(BODY.replace("\"base\"", "\"sent-base\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-type: application/json; charset=utf8",
                "content-type: APPLICATION/JSON;CHARSET=\"UTF-8\"",
                "Content-Type:application/json ; x=y",
                "content-type: application/json; charset=iso-8859-1",
                "content-type: application/json\r\ncontent-type: application/json"
            })
    void isJson(String type) {
        Gateway.begin(Answer.saying("hello"));

        assertThat(ask(type, BODY, StandardCharsets.UTF_8).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x-a: b | the content type is missing (expected: application/json)",
                "content-type: application/x-www-form-urlencoded | the content type is "
                        + "'application/x-www-form-urlencoded' (expected: application/json)",
                "content-type: multipart/form-data; boundary=x | the content type is "
                        + "'multipart/form-data; boundary=x' (expected: application/json)",
                "content-type: application/jsonl | the content type is 'application/jsonl' "
                        + "(expected: application/json)",
                "content-type: application/json~content-type: text/plain | the content type is "
                        + "'application/json', 'text/plain' (expected: application/json)",
                "content-type: application/json;charset=UTF-16 | the charset of the content type "
                        + "is 'utf-16' (expected: utf-8)",
                "content-type: application/json;charset=\"utf-32le\" | the charset of the content "
                        + "type is 'utf-32le' (expected: utf-8)"
            })
    void isNoJson(String types, String message) {
        Simulator upstream = Gateway.begin();

        HttpAnswer answer = ask(types.replace("~", "\r\n"), BODY, StandardCharsets.UTF_8);

        assertThat(answer.status()).isEqualTo(415);
        assertThat(message(answer)).isEqualTo(message);
        assertThat(upstream.stats().requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void aWiderEncodingIsNamed(String encoding) {
        HttpAnswer answer = ask("content-type: application/json", BODY, Charset.forName(encoding));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(message(answer))
                .isEqualTo("the body is in " + encoding + " (expected: JSON in UTF-8)");
    }

    @Test
    void aRefusedClientThatWaitsIsToldThatTheConnectionEnds() {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        for (String head : new String[] {
            "content-type: text/plain\r\ncontent-length: " + BODY.length(),
            "content-type: application/json\r\ncontent-encoding: br\r\ncontent-length: "
                    + BODY.length(),
            "content-type: application/json\r\ncontent-length: 9999999"
        }) {
            try (RawClient client = Gateway.connect()) {
                client.send(bytes(START + head + "\r\nexpect: 100-continue\r\n\r\n"));

                HttpAnswer answer = client.answer();

                assertThat(answer.status()).isIn(415, 413);
                assertThat(answer.header("connection")).isEqualTo("close");
            }
        }
        assertThat(upstream.stats().requests()).isZero();
    }

    @Test
    void aBodyThatARefusedClientSendsAnywayIsNoRequest() {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        String hidden = START + "content-type: application/json\r\ncontent-length: " + BODY.length()
                + "\r\n\r\n" + BODY;
        try (RawClient client = Gateway.connect()) {
            client.send(bytes(START + "content-type: text/plain\r\ncontent-length: "
                    + hidden.length() + "\r\nexpect: 100-continue\r\n\r\n"));
            assertThat(client.answer().status()).isEqualTo(415);

            client.send(bytes(hidden));

            assertThat(client.awaitEnd()).isEqualTo(RawClient.End.FIN);
            assertThat(client.answers()).hasSize(1);
        }
        assertThat(upstream.stats().requests()).isZero();
    }

    @Test
    void blanksInAModelsNameAreShownWithTheNearestName() {
        HttpAnswer answer = ask(
                "content-type: application/json",
                BODY.replace("\"base\"", "\" tuned \""),
                StandardCharsets.UTF_8);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(message(answer))
                .startsWith("the model ' tuned ' does not exist; did you mean 'tuned'");
    }

    private static HttpAnswer ask(String type, String body, Charset encoding) {
        byte[] content = body.getBytes(encoding);
        Buffer request = Buffer.buffer(
                        START + type + "\r\ncontent-length: " + content.length + "\r\n\r\n")
                .appendBytes(content);
        try (RawClient client = Gateway.connect()) {
            return client.send(request.getBytes()).answer();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String message(HttpAnswer answer) {
        return new JsonObject(answer.body()).getJsonObject("error").getString("message");
    }
}
