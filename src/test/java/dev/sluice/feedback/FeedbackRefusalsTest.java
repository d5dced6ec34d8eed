package dev.sluice.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Ids;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;

/** What {@code /api/feedback} does not take. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class FeedbackRefusalsTest extends FeedbackKit {
    @Test
    void refusesIdsThatAreNoInferencesOfOurs() {
        UUID neverWas = Ids.next(Clock.fixed(now.minus(Duration.ofDays(40)), ZoneOffset.UTC));
        UUID gone = Ids.next(Clock.fixed(now.minus(Duration.ofDays(95)), ZoneOffset.UTC));
        UUID toCome = Ids.next(Clock.fixed(now.plus(Duration.ofDays(2)), ZoneOffset.UTC));

        assertThat(code(post("{\"inference\":\"" + neverWas + "\",\"rating\":1}")))
                .isEqualTo("404 inference_not_found");
        assertThat(code(post("{\"inference\":\"" + UUID.randomUUID() + "\",\"rating\":1}")))
                .isEqualTo("404 inference_not_found");
        HttpAnswer expired = post("{\"inference\":\"" + gone + "\",\"rating\":1}");
        assertThat(code(expired)).isEqualTo("410 inference_expired");
        assertThat(expired.json().getString("detail"))
                .endsWith("records are kept for 90d (records.keep)");
        assertThat(code(post("{\"inference\":\"" + toCome + "\",\"rating\":1}")))
                .isEqualTo("400 invalid_parameter");
        assertThat(code(get(PATH + "?inference=" + neverWas))).isEqualTo("404 inference_not_found");
        assertThat(code(get(PATH + "?inference=" + gone))).isEqualTo("410 inference_expired");
        assertThat(query("select to_regclass('feedback_" + day(neverWas) + "') is null"))
                .as("no partition is made for an id that somebody made up")
                .containsExactly("t");
    }

    @Test
    void tellsEverythingThatIsWrongWithABody() {
        HttpAnswer answer = post("{\"inference\":\"x\",\"rating\":7,\"thmbs\":\"up\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        assertThat(answer.json().getJsonArray("errors")).isEqualTo(new JsonArray("""
                [{"field":"thmbs","value":"\\"up\\"","expected":"no such field, did you mean thumbs?"},
                 {"field":"inference","value":"\\"x\\"","expected":"the UUID that an answer's x-request-id gave"},
                 {"field":"rating","value":"7","expected":"a whole number from 1 to 5"}]"""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PATH,
                "//api/feedback",
                "/api;x=1/feedback",
                "/api/%66eedback",
                "/x/../api/feedback"
            })
    void refusesWhatIsTooLargeOrDoesNotSayHowLarge(String path) {
        String large = "\"" + "x".repeat(256 * 1024) + "\"";
        try (RawClient client = Gateway.connect().post(path, large, Gateway.AUTHORIZATION)) {
            assertThat(code(client.answer())).isEqualTo("413 request_too_large");
        }
        String chunked = "POST " + path + " HTTP/1.1\r\nhost: localhost\r\n" + Gateway.AUTHORIZATION
                + "\r\ncontent-type: application/json\r\ntransfer-encoding: "
                + "chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n";
        try (RawClient client =
                Gateway.connect().send(chunked.getBytes(StandardCharsets.US_ASCII))) {
            assertThat(code(client.answer())).isEqualTo("411 length_required");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "content-type: text/plain\r\n", "content-type: application/jsonx\r\n"})
    void refusesWhatAnotherPageCouldPostWithoutAsking(String type) {
        String post = "POST " + PATH + " HTTP/1.1\r\nhost: localhost\r\n" + Gateway.AUTHORIZATION
                + "\r\n" + type + "content-length: 2\r\n\r\n{}";
        try (RawClient client = Gateway.connect().send(post.getBytes(StandardCharsets.US_ASCII))) {
            assertThat(code(client.answer())).isEqualTo("415 unsupported_media_type");
        }
    }

    @Test
    void refusesWithAProblem() {
        assertThat(code(post("{"))).isEqualTo("400 invalid_json");
        assertThat(code(post(""))).isEqualTo("400 invalid_parameter");
        assertThat(code(get(PATH))).isEqualTo("400 invalid_parameter");
        assertThat(code(get(PATH + "?inference=1-1-1-1-1"))).isEqualTo("400 invalid_parameter");
        assertThat(code(get(PATH + "/summary?rout=x"))).isEqualTo("400 invalid_parameter");
        assertThat(code(get(PATH + "/summary?since=soon"))).isEqualTo("400 invalid_parameter");
        assertThat(code(get(PATH + "/summary?since=2026-01-02&until=2026-01-01")))
                .isEqualTo("400 invalid_parameter");
        try (RawClient client = Gateway.connect().post(PATH, "{}")) {
            assertThat(code(client.answer())).isEqualTo("401 invalid_api_key");
        }
    }

    private static String code(HttpAnswer answer) {
        return answer.status() + " " + answer.json().getString("code");
    }
}
