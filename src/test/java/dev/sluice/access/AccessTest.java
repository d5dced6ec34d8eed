package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who gets in. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class AccessTest {
    @Inject
    Router router;

    @Test
    void invariant16_everyRouteRequiresAKeyExceptTheListed() throws Exception {
        Set<String> paths = Stream.of(
                        router.getRoutes().stream()
                                .map(Route::getPath)
                                .filter(path -> path != null),
                        resourcePaths(),
                        Stream.of(
                                "/q/openapi",
                                "/v1/models/any",
                                "/nothing",
                                "/v1/chat/completions/",
                                "//v1/models",
                                "/x/../v1/models"))
                .flatMap(all -> all)
                .map(path -> path.replaceAll("\\*$", "any")
                        .replaceAll(":[a-z]+|\\{[a-z]+(: [^}]*)?}", "any"))
                .filter(path -> path.startsWith("/"))
                .collect(Collectors.toSet());
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

    /**
     * REST resources stand behind one route without a path of its own: every class of this build is
     * looked at.
     */
    private static Stream<String> resourcePaths() throws IOException, URISyntaxException {
        URL inClasses =
                Thread.currentThread().getContextClassLoader().getResource("META-INF/openapi.yaml");
        Path root = Path.of(inClasses.toURI()).getParent().getParent();
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .map(file -> root.relativize(file).toString())
                    .filter(file -> file.startsWith("dev/sluice/") && file.endsWith(".class"))
                    .map(file -> file.replace(".class", "").replace('/', '.'))
                    .flatMap(AccessTest::paths)
                    .toList()
                    .stream();
        }
    }

    private static Stream<String> paths(String name) {
        Class<?> type;
        try {
            type = Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
        jakarta.ws.rs.Path root = type.getAnnotation(jakarta.ws.rs.Path.class);
        if (root == null) {
            return Stream.empty();
        }
        Stream<String> below = Stream.of(type.getDeclaredMethods())
                .map(method -> method.getAnnotation(jakarta.ws.rs.Path.class))
                .filter(path -> path != null)
                .map(path -> root.value() + "/" + path.value());
        return Stream.concat(Stream.of(root.value()), below);
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
