package dev.sluice.inference;

import static io.restassured.RestAssured.given;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client gets for input that can't be served, as it sees it. */
@QuarkusTest
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
        post(body)
                .statusCode(400)
                .body("error.code", equalTo(code))
                .body("error.type", equalTo("invalid_request_error"));
    }

    @Test
    void anUnknownModelIs404WithTheNearestNames() {
        post(Gateway.chat("slnag").encode())
                .statusCode(404)
                .body("error.code", equalTo("model_not_found"))
                .body("error.param", equalTo("model"))
                .body(
                        "error.message",
                        equalTo("the model 'slnag' does not exist; did you mean 'slang'?"));
    }

    @Test
    void aBodyOf20MegabytesIs413() {
        post("{\"x\":\"" + "y".repeat(20_000_000) + "\"}")
                .statusCode(413)
                .body("error.code", equalTo("request_too_large"))
                .body(
                        "error.message",
                        equalTo("the body is larger than 1048576 bytes (limits.body)"));
    }

    @Test
    void deepJsonIs400() {
        post("{\"model\":\"tuned\",\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}")
                .statusCode(400)
                .body("error.code", equalTo("json_too_deep"));
    }

    @Test
    void theWrongMethodIs405() {
        given().header("authorization", "Bearer " + GatewayResource.KEY)
                .get(CHAT)
                .then()
                .statusCode(405)
                .header("allow", "POST")
                .body("error.message", equalTo("the method is GET (expected: POST)"));
    }

    @Test
    void theWrongContentTypeIs415() {
        given().header("authorization", "Bearer " + GatewayResource.KEY)
                .contentType("text/plain")
                .body(Gateway.chat("tuned").encode())
                .post(CHAT)
                .then()
                .statusCode(415)
                .body("error.code", equalTo("unsupported_media_type"));
    }

    @Test
    void anUnknownPathIs404InTheEnvelope() {
        given().header("authorization", "Bearer " + GatewayResource.KEY)
                .get("/v1/nothing")
                .then()
                .statusCode(404)
                .body("error.message", equalTo("there is nothing at GET /v1/nothing"))
                .body("error.param", nullValue());
    }

    @Test
    void aModelThatCanNotDoItIs400() {
        post(Gateway.chat("all-minilm-l6-v2").encode())
                .statusCode(400)
                .body(
                        "error.message",
                        equalTo("the model 'all-minilm-l6-v2' can't be asked at "
                                + "/v1/chat/completions"));
    }

    private static ValidatableResponse post(String body) {
        return given().header("authorization", "Bearer " + GatewayResource.KEY)
                .contentType("application/json")
                .body(body)
                .post(CHAT)
                .then();
    }
}
