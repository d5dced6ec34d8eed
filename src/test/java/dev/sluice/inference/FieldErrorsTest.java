package dev.sluice.inference;

import static dev.sluice.inference.FieldKit.DONE;
import static dev.sluice.inference.FieldKit.HEL;
import static dev.sluice.inference.FieldKit.ROLE;
import static dev.sluice.inference.FieldKit.answers;
import static dev.sluice.inference.FieldKit.asked;
import static dev.sluice.inference.FieldKit.chunk;
import static dev.sluice.inference.FieldKit.error;
import static dev.sluice.inference.FieldKit.sends;
import static dev.sluice.inference.FieldKit.streamed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
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
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

/** Errors of every shape, wherever upstreams put them. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class FieldErrorsTest {
    private static final String FLAT =
            "{\"object\": \"error\", \"message\": \"too long\", \"type\": \"BadRequestError\", "
                    + "\"param\": null, \"code\": 400}";
    private static final String NO_CHOICES =
            "{\"id\":\"06f1\",\"choices\":null,\"created\":1730000000,\"model\":\"M2\","
                    + "\"object\":\"chat.completion\",\"usage\":{\"total_tokens\":0},"
                    + "\"base_resp\":{\"status_code\":1008,\"status_msg\":\"balance too low\"}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"object\":\"error\",\"message\":\"too long\",\"code\":400} | too long",
                "{\"error\":\"too long\"} | too long",
                "{\"error\":\"Bad Request\",\"message\":\"too long\"} | too long",
                "{\"error\":{\"detail\":\"too long\"}} | too long",
                "{\"detail\":\"too long\"} | too long",
                "{\"detail\":[{\"loc\":[\"body\",\"n\"],\"msg\":\"too many\"}]} | body.n: too many",
                "{\"object\":\"error\",\"message\":{\"detail\":[{\"loc\":[\"body\",\"n\"],"
                        + "\"msg\":\"no\"}]}} | body.n: no",
                "[{\"error\":{\"code\":400,\"message\":\"too long\"}}] | too long",
                "{\"errors\":[{\"message\":\"one\"},{\"message\":\"two\"}]} | one; two",
                "{\"fault\":{\"faultstring\":\"quota\"}} | quota",
                "{\"code\":1214,\"msg\":\"too long\"} | too long",
                "the prompt is too long | the prompt is too long"
            })
    void theWordsOfARefusalReachTheClient(String body, String words) {
        answers(400, "application/json", body);

        HttpAnswer answer = streamed();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(error(answer).getString("message")).isEqualTo(words);
        assertThat(error(answer).fieldNames())
                .containsExactlyInAnyOrder("message", "type", "param", "code");
    }

    @Test
    void anEnvelopePassesAsItIs() {
        String body = "{ \"error\": {\"message\":\"m\",\"x\":1} }";
        answers(429, "application/json", body);

        assertThat(asked().body()).isEqualTo(body);
    }

    @Test
    void aFlatErrorKeepsItsKindAndCode() {
        answers(400, "application/json", FLAT);

        assertThat(error(asked()))
                .isEqualTo(new JsonObject("{\"message\":\"too long\",\"type\":\"BadRequestError\","
                        + "\"param\":null,\"code\":\"400\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"object\":\"error\",\"message\":\"too long\",\"code\":400} | 400",
                "{\"message\":\"too long\",\"type\":\"invalid_request_error\",\"code\":400} | 400",
                "{\"error\":{\"message\":\"too long\",\"code\":\"503\"}} | 503",
                "{\"error\":{\"message\":\"too long\",\"type\":\"rate_limit_error\"}} | 429",
                "{\"error\":\"too long\"} | 502",
                "{\"error\":{\"code\":429,\"message\":\"too long\"},\"choices\":[{\"index\":0,"
                        + "\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]} | 429",
                "{\"detail\":\"too long\"} | 502",
                "[{\"error\":{\"code\":429,\"message\":\"too long\"}}] | 429",
                "{\"choices\":null,\"base_resp\":{\"status_code\":1008,\"status_msg\":"
                        + "\"too long\"}} | 502",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":"
                        + "\"error\",\"error\":{\"message\":\"too long\"}}]} | 502"
            })
    void anErrorAsTheFirstEventIsAStatus(String event, int status) {
        sends("data: " + event + "\n\n" + DONE);

        HttpAnswer answer = streamed();

        assertThat(answer.status()).isEqualTo(status);
        assertThat(error(answer).getString("message")).isEqualTo("too long");
    }

    @Test
    void anErrorEventInPlainWordsIsOne() {
        sends("event: error\ndata: out of memory\n\n");

        HttpAnswer answer = streamed();

        assertThat(answer.status()).isEqualTo(502);
        assertThat(error(answer).getString("message")).isEqualTo("out of memory");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"code\":10013,\"msg\":\"too long\"}",
                "{\"type\":\"overloaded\",\"message\":\"too long\"}"
            })
    void anErrorEventIsOneWhateverItsData(String data) {
        sends("event: error\ndata: " + data + "\n\n" + DONE);

        HttpAnswer answer = streamed();

        assertThat(answer.status()).isGreaterThanOrEqualTo(500);
        assertThat(error(answer).getString("message")).isEqualTo("too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"object\":\"error\",\"message\":\"boom\",\"code\":500}\n\n",
                "data: {\"error\":\"boom\"}\n\n",
                "data: [{\"error\":{\"message\":\"boom\"}}]\n\n",
                "event: error\ndata: boom\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\","
                        + "\"error\":{\"message\":\"boom\"}}]}\n\n"
            })
    void anErrorInTheMiddleIsAnEventThatClientsKnow(String event) {
        sends(ROLE + HEL + event + "data: {\"choices\":[]}\n\n" + DONE);

        HttpAnswer answer = streamed();

        assertThat(answer.text()).isEqualTo("Hel");
        assertThat(answer.body()).doesNotContain("[DONE]");
        assertThat(answer.frames().getLast().json().getJsonObject("error").getString("message"))
                .isEqualTo("boom");
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "abort", "insufficient_system_resource"})
    void aReasonThatIsAFailureIsNoEnd(String reason) {
        sends(ROLE + HEL + chunk("{}", '"' + reason + '"') + DONE);

        HttpAnswer answer = streamed();

        assertThat(answer.body()).doesNotContain("[DONE]");
        assertThat(answer.frames().getLast().json().getJsonObject("error").getString("message"))
                .isEqualTo("the answer ended with '" + reason + "'");
    }

    @Test
    void aDocumentWithoutChoicesIsNoAnswer() {
        answers(200, "application/json", NO_CHOICES);

        HttpAnswer answer = asked();

        assertThat(answer.status()).isEqualTo(502);
        assertThat(error(answer).getString("message")).isEqualTo("balance too low");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"id\":\"1\",\"choices\":[]}", "{\"id\":\"1\"}", "null", "[]", "\"a\""})
    void aDocumentOfNothingGoesToTheNextRung(String document) {
        Gateway.begin(
                Answer.start().status(200, Map.of("content-type", "application/json"), document),
                Answer.saying("b"));

        try (RawClient client = Gateway.ask("slang")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-sluice-rung")).isEqualTo("2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream", "text/plain"})
    void anErrorDocumentInPlaceOfAStreamIsAStatus(String type) {
        answers(200, type, FLAT);

        HttpAnswer answer = streamed();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(error(answer).getString("message")).isEqualTo("too long");
    }
}
