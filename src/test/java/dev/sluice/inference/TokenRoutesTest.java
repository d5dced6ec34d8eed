package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the routes about tokens refuse; what they answer is in {@code LocalToolsEngineTest}. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class TokenRoutesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/tokenize | not JSON | 400 | invalid_json | the body is not a JSON object",
                "/tokenize | [] | 400 | invalid_json | the body is not a JSON object",
                "/tokenize | {'model':'nobody','prompt':'x'} | 404 | model_not_found | nobody",
                "/tokenize | {'model':5,'prompt':'x'} | 400 | invalid_type | 'model' is not a ",
                "/tokenize | {'prompt':'x'} | 400 | unsupported_operation | no model is served",
                "/detokenize | {'tokens':[1]} | 400 | unsupported_operation | no model is served",
            })
    void whatCantBeDoneIsSaid(String path, String body, int status, String code, String words) {
        try (RawClient client = Gateway.connect()) {
            HttpAnswer answer = client.post(path, body.replace('\'', '"'), Gateway.AUTHORIZATION)
                    .answer();

            JsonObject error = answer.json().getJsonObject("error");
            assertThat(answer.status()).isEqualTo(status);
            assertThat(error.getString("code")).isEqualTo(code);
            assertThat(error.getString("message")).contains(words);
        }
    }

    @Test
    void everyRouteHasItsMethodAndNeedsTheKey() {
        try (RawClient client = Gateway.connect()) {
            HttpAnswer answer = client.get("/tokenize", Gateway.AUTHORIZATION).answer();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("allow")).isEqualTo("POST");
        }
        try (RawClient client = Gateway.connect()) {
            HttpAnswer answer =
                    client.post("/tokenizer_info", "{}", Gateway.AUTHORIZATION).answer();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
        }
        try (RawClient client = Gateway.connect()) {
            assertThat(client.get("/tokenizer_info").answer().status()).isEqualTo(401);
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        try (RawClient client = Gateway.connect()) {
            HttpAnswer answer = client.post(
                            "/tokenize",
                            "{\"prompt\":\"" + "x".repeat(9_000_000) + "\"}",
                            Gateway.AUTHORIZATION)
                    .answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.json().getJsonObject("error").getString("code"))
                    .isEqualTo("request_too_large");
        }
    }
}
