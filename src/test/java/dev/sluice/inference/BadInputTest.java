package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

/** What a client gets for input that can't be served, as it sees it. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class BadInputTest {
    private static final String CHAT = "/v1/chat/completions";

    @BeforeEach
    void begin() {
        Gateway.begin();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello there | invalid_json",
                "{\"model\":\"tuned\",\"messages\":[]} | empty_array",
                "{\"model\":\"tuned\",\"messages\":[1]} | invalid_type",
                "{\"model\":5,\"messages\":[{}]} | invalid_type",
                "{\"model\":\"tuned\",\"stream\":\"yes\",\"messages\":[{}]} | invalid_type",
                "{\"messages\":[{}]} | missing_required_parameter"
            })
    void badBodiesAre400(String body, String code) {
        JsonObject error = refused(400, "POST", CHAT, body);

        assertThat(error.getString("code")).isEqualTo(code);
        assertThat(error.getString("type")).isEqualTo("invalid_request_error");
    }

    @Test
    void anUnknownModelIs404WithTheNearestNames() {
        JsonObject error = refused(404, "POST", CHAT, Gateway.chat("slnag").encode());

        assertThat(error.getString("code")).isEqualTo("model_not_found");
        assertThat(error.getString("param")).isEqualTo("model");
        assertThat(error.getString("message"))
                .isEqualTo("the model 'slnag' does not exist; did you mean 'slang'?");
    }

    @Test
    void aBodyOf20MegabytesIs413() {
        JsonObject error = refused(413, "POST", CHAT, "{\"x\":\"" + "y".repeat(20_000_000) + "\"}");

        assertThat(error.getString("code")).isEqualTo("request_too_large");
        assertThat(error.getString("message"))
                .isEqualTo("the body is larger than 1048576 bytes (limits.body)");
    }

    @Test
    void deepJsonIs400() {
        String body = "{\"model\":\"tuned\",\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}";

        JsonObject error = refused(400, "POST", CHAT, body);

        assertThat(error.getString("code")).isEqualTo("json_too_deep");
    }

    @Test
    void theWrongMethodIs405() {
        try (RawClient client = Gateway.connect()) {
            HttpAnswer answer = client.get(CHAT, Gateway.AUTHORIZATION).answer();

            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("allow")).isEqualTo("POST");
            assertThat(error(answer).getString("message"))
                    .isEqualTo("the method is GET (expected: POST)");
        }
    }

    @Test
    void theWrongContentTypeIs415() {
        String body = Gateway.chat("tuned").encode();
        String request = "POST " + CHAT + " HTTP/1.1\r\nhost: localhost\r\n" + Gateway.AUTHORIZATION
                + "\r\ncontent-type: text/plain\r\ncontent-length: " + body.length() + "\r\n\r\n"
                + body;
        try (RawClient client = Gateway.connect()) {
            HttpAnswer answer =
                    client.send(request.getBytes(StandardCharsets.US_ASCII)).answer();

            assertThat(answer.status()).isEqualTo(415);
            assertThat(error(answer).getString("code")).isEqualTo("unsupported_media_type");
        }
    }

    @Test
    void anUnknownPathIs404InTheEnvelope() {
        JsonObject error = refused(404, "GET", "/v1/nothing", "");

        assertThat(error.getString("message"))
                .isEqualTo("there is nothing at GET /v1/nothing; there are /v1/chat/completions, "
                        + "/v1/completions, /v1/embeddings, /v1/models");
        assertThat(error.containsKey("param")).isTrue();
        assertThat(error.getValue("param")).isNull();
    }

    @Test
    void aModelThatCanNotDoItIs400() {
        JsonObject error =
                refused(400, "POST", CHAT, Gateway.chat("all-minilm-l6-v2").encode());

        assertThat(error.getString("message"))
                .isEqualTo("the model 'all-minilm-l6-v2' can't be used at " + CHAT);
    }

    private static JsonObject refused(int status, String method, String path, String body) {
        try (RawClient client = Gateway.connect()) {
            HttpAnswer answer =
                    client.request(method, path, body, Gateway.AUTHORIZATION).answer();
            assertThat(answer.status()).isEqualTo(status);
            return error(answer);
        }
    }

    private static JsonObject error(HttpAnswer answer) {
        return answer.json().getJsonObject("error");
    }
}
