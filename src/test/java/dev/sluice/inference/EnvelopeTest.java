package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawHttp2;
import dev.sluice.testing.RecordedLog;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

import jakarta.enterprise.event.Observes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

/** Every refusal is one that OpenAI's clients can read, and none of them is an error in the log. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class EnvelopeTest {
    private static final String KEY = Gateway.AUTHORIZATION + "\r\n";
    private static final String JSON = "content-type: application/json\r\n";

    /** A handler with a bug, as none should be. */
    static void breakOnPurpose(@Observes Router router) {
        router.get("/v1/broken").order(-500).handler(context -> {
            throw new IllegalStateException("a canary in a bug: " + GatewayResource.KEY);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /v1/models HTTP/1.1\\r\\n~KEY~\\r\\n | 400 | malformed_request",
                "POST /v1/chat/completions HTTP/1.1\\r\\n~KEY~~JSON~content-length: "
                        + "2\\r\\n\\r\\n{} | 400 | malformed_request",
                "GET /v1/models HTTP/1.1\\r\\nhost: a b\\r\\n~KEY~\\r\\n | 400 | malformed_request",
                "GET /v1/models HTTP/1.1\\r\\nhost: localhost\\r\\nhost: other\\r\\n~KEY~\\r\\n | "
                        + "400 | malformed_request",
                "GET /v1/models HTTP/1.1\\r\\nhost: localhost\\r\\n\\r\\n | 401 | invalid_api_key",
                "GET /v1/nothing HTTP/1.1\\r\\nhost: localhost\\r\\n~KEY~\\r\\n | 404 | not_found",
                "GET /v1/models/none HTTP/1.1\\r\\nhost: localhost\\r\\n~KEY~\\r\\n | 404 | "
                        + "model_not_found",
                "GET /v1/chat/completions HTTP/1.1\\r\\nhost: localhost\\r\\n~KEY~\\r\\n | 405 | "
                        + "method_not_allowed",
                "DELETE /v1/models HTTP/1.1\\r\\nhost: localhost\\r\\n~KEY~\\r\\n | 405 | "
                        + "method_not_allowed",
                "POST /v1/embeddings HTTP/1.1\\r\\nhost: localhost\\r\\n~KEY~content-length: "
                        + "0\\r\\n\\r\\n | 415 | unsupported_media_type",
                "POST /v1/completions HTTP/1.1\\r\\nhost: "
                        + "localhost\\r\\n~KEY~~JSON~content-length: 9999999\\r\\n\\r\\n | 413 | "
                        + "request_too_large",
                "GET /v1/broken HTTP/1.1\\r\\nhost: localhost\\r\\n~KEY~\\r\\n | 500 | "
                        + "internal_error",
                "GET /v1/models%2f..%2f HTTP/1.1\\r\\nhost: localhost\\r\\n~KEY~\\r\\n | 404 | "
                        + "not_found",
            })
    void everyRefusalIsAnEnvelope(String request, int status, String code) {
        try (RecordedLog log = RecordedLog.start();
                RawClient client = Gateway.connect()) {
            client.send(request.replace("\\r\\n", "\r\n")
                    .replace("~KEY~", KEY)
                    .replace("~JSON~", JSON)
                    .getBytes(StandardCharsets.US_ASCII));

            HttpAnswer answer = client.answer();

            JsonObject error = answer.json().getJsonObject("error");
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            assertThat(answer.header("x-request-id")).isNotNull();
            assertThat(error.fieldNames()).containsExactly("message", "type", "param", "code");
            assertThat(error.getString("code")).isEqualTo(code);
            assertThat(answer.body()).doesNotContain(GatewayResource.KEY);
            assertThat(log.lines().stream()
                            .filter(line -> line.contains("ERROR"))
                            .count())
                    .isEqualTo(status == 500 ? 1 : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /v1/models HTTP/1.1\r\n", "GET /v1/models HTTP/1.1\r\nhost: a b\r\n"})
    void aConnectionThatSentAMalformedRequestIsClosed(String head) {
        try (RawClient client = Gateway.connect()) {
            client.send((head + KEY + "\r\n" + "GET /v1/models HTTP/1.1\r\nhost: localhost\r\n"
                            + KEY + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));

            client.awaitEnd();

            assertThat(client.answers()).hasSize(1);
            assertThat(client.answers().getFirst().status()).isEqualTo(400);
        }
    }

    @Test
    void aRequestWithoutAHostIs400OverHttp2Too() {
        try (RawHttp2 client = RawHttp2.connect(Gateway.port())) {
            RawHttp2.Message answer = client.send(
                            1,
                            "",
                            ":method",
                            "GET",
                            ":scheme",
                            "http",
                            ":path",
                            "/v1/models",
                            "authorization",
                            "Bearer " + GatewayResource.KEY)
                    .read();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("code"))
                    .isEqualTo("malformed_request");
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/models, 40000, 431", "/v1/LONG, 1, 414"})
    void aHeadThatIsTooLargeIsAStatus(String path, int headerBytes, int status) {
        try (RawClient client = Gateway.connect()) {
            client.send(("GET " + path.replace("LONG", "x".repeat(10_000))
                            + " HTTP/1.1\r\nhost: localhost\r\nx-a: " + "a".repeat(headerBytes)
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));

            client.awaitEnd();

            assertThat(client.soFar().status()).isEqualTo(status);
        }
    }
}
