package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

/** What the pages of {@code listen.cors} may read, by the rules of the fetch standard. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@TestProfile(CorsTest.TwoOrigins.class)
class CorsTest {
    private static final String LISTED = "origin: http://localhost:5173";
    private static final String ALLOWS = "access-control-allow-origin";

    /** The usual gateway, with two origins. */
    public static final class TwoOrigins implements QuarkusTestProfile {
        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(
                    GatewayResource.class,
                    Map.of(
                            GatewayResource.CORS,
                            "[ 'https://app.example', 'http://localhost:5173' ]")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, POST",
        "/v1/embeddings, POST",
        "/v1/models, GET",
        "/api/feedback, POST",
        "/api/experiments/x/pause, POST",
        "/nothing, DELETE"
    })
    void aPreflightNeedsNoKey(String path, String method) {
        HttpAnswer answer = preflight(path, method, LISTED);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header(ALLOWS)).isEqualTo("http://localhost:5173");
        assertThat(answer.header("access-control-allow-methods").split(","))
                .containsExactlyInAnyOrder("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
        assertThat(answer.header("access-control-allow-headers"))
                .isEqualTo("authorization,content-type,x-stainless-lang");
        assertThat(answer.header("access-control-max-age")).isEqualTo("3600");
        assertThat(answer.header("access-control-allow-credentials")).isNull();
        assertThat(answer.header("vary")).containsIgnoringCase("origin");
        assertThat(answer.header("x-request-id")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://app.example.evil.example",
                "https://app.example:8443",
                "http://app.example",
                "https://APP.example",
                "http://localhost:51730",
                "null",
                "*"
            })
    void aForeignPageIsToldNothing(String origin) {
        HttpAnswer asked = preflight("/v1/chat/completions", "POST", "origin: " + origin);
        assertThat(asked.status()).isEqualTo(401);
        assertThat(asked.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertThat(asked.header("vary")).isEqualToIgnoringCase("origin");

        HttpAnswer sent = models("origin: " + origin, Gateway.AUTHORIZATION);
        assertThat(sent.status()).isEqualTo(200);
        assertThat(sent.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertThat(sent.header("vary")).isEqualToIgnoringCase("origin");
    }

    @Test
    void whoIsNoBrowserMeetsTheGatewayAsItIs() {
        HttpAnswer answer = models(Gateway.AUTHORIZATION);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header(ALLOWS)).isNull();
        assertThat(answer.header("vary")).isEqualToIgnoringCase("origin");
    }

    @Test
    void aStreamCanBeReadWithItsHeaders() {
        Gateway.begin();

        HttpAnswer answer = chat("tuned", true, Gateway.AUTHORIZATION);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).startsWith("text/event-stream");
        assertThat(answer.data()).endsWith("[DONE]");
        assertReadable(answer);
    }

    @Test
    void aDocumentCanBeRead() {
        Gateway.begin();

        HttpAnswer answer = chat("tuned", false, Gateway.AUTHORIZATION);

        assertThat(answer.status()).isEqualTo(200);
        assertReadable(answer);
    }

    @Test
    void errorsCanBeRead() {
        HttpAnswer withoutKey = models(LISTED);
        assertThat(withoutKey.status()).isEqualTo(401);
        assertReadable(withoutKey);

        Gateway.begin(Answer.refusing(429));
        HttpAnswer refused = chat("tuned", true, Gateway.AUTHORIZATION);
        assertThat(refused.status()).isEqualTo(429);
        assertReadable(refused);

        HttpAnswer unreachable = chat("unreachable", true, Gateway.AUTHORIZATION);
        assertThat(unreachable.status()).isEqualTo(502);
        assertReadable(unreachable);

        HttpAnswer unknown = chat("no-such-model", true, Gateway.AUTHORIZATION);
        assertThat(unknown.status()).isEqualTo(404);
        assertReadable(unknown);

        try (RawClient client =
                Gateway.connect().get("/api/inferences?limit=no", LISTED, Gateway.AUTHORIZATION)) {
            assertThat(client.answer().status()).isEqualTo(400);
            assertReadable(client.answer());
        }
    }

    private static void assertReadable(HttpAnswer answer) {
        assertThat(answer.header(ALLOWS)).isEqualTo("http://localhost:5173");
        assertThat(answer.header("access-control-expose-headers")).isEqualTo("*");
        assertThat(answer.header("access-control-allow-credentials")).isNull();
        assertThat(answer.header("vary")).isEqualToIgnoringCase("origin");
        assertThat(answer.header("x-request-id")).isNotNull();
    }

    private static HttpAnswer preflight(String path, String method, String origin) {
        try (RawClient client = Gateway.connect()
                .request(
                        "OPTIONS",
                        path,
                        "",
                        origin,
                        "access-control-request-method: " + method,
                        "access-control-request-headers: "
                                + "authorization,content-type,x-stainless-lang")) {
            return client.answer();
        }
    }

    private static HttpAnswer models(String... headers) {
        try (RawClient client = Gateway.connect().get("/v1/models", headers)) {
            return client.answer();
        }
    }

    private static HttpAnswer chat(String model, boolean stream, String key) {
        try (RawClient client = Gateway.connect()
                .post(
                        "/v1/chat/completions",
                        Gateway.chat(model).put("stream", stream).encode(),
                        LISTED,
                        key)) {
            return client.answer();
        }
    }
}
