package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Router;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Set;

/** Who gets in. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class AccessTest {
    @Inject
    Router router;

    @Test
    void invariant16_everyRouteRequiresAKeyExceptTheListed() throws Exception {
        Set<String> paths = EveryRoute.paths(router);
        paths.addAll(List.of(
                "/q/openapi",
                "/v1/models/any",
                "/nothing",
                "/v1/chat/completions/",
                "//v1/models",
                "/x/../v1/models"));
        assertThat(paths)
                .contains(
                        "/v1/chat/completions",
                        "/v1/models",
                        "/api/inferences",
                        "/api/inferences/any/stream");

        for (String path : paths) {
            boolean open = AccessFilter.OPEN_PATHS.contains(path)
                    || path.startsWith(AccessFilter.OPEN_FOLDER);
            for (String method : List.of("GET", "POST")) {
                try (RawClient client = Gateway.connect().request(method, path, "")) {
                    int status = client.answer().status();
                    assertThat(status == 401)
                            .as("%s %s gives %d", method, path, status)
                            .isEqualTo(!open);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-nothing: 1",
                "authorization: Bearer wrong",
                "authorization: Bearer ",
                "authorization: Basic c2s=",
                "authorization: sk-sluice-test",
                "x-api-key: sk-sluice-test"
            })
    void anUnknownKeyIs401InTheEnvelope(String header) {
        try (RawClient client = Gateway.connect()
                .post("/v1/chat/completions", Gateway.chat("tuned").encode(), header)) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
            assertThat(answer.header("x-request-id")).isNotNull();
            assertThat(answer.json().getJsonObject("error").getString("code"))
                    .isEqualTo("invalid_api_key");
            assertThat(answer.body()).doesNotContain("wrong");
        }
    }

    @Test
    void theListOfOpenPathsIsShort() {
        assertThat(AccessFilter.OPEN_PATHS)
                .containsExactlyInAnyOrder(
                        "/",
                        "/index.html",
                        "/experiments.html",
                        "/inferences.html",
                        "/models.html",
                        "/keys.html",
                        "/favicon.ico");
        assertThat(AccessFilter.OPEN_FOLDER).isEqualTo("/assets/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/experiments.html", "/inferences.html", "/models.html", "/keys.html"})
    void thePagesAreOpenAndDescribeThemselvesToNoOneElse(String path) {
        try (RawClient client = Gateway.connect().get(path)) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains("<title>");
            assertThat(answer.header("content-security-policy")).contains("default-src 'self'");
        }
    }
}
