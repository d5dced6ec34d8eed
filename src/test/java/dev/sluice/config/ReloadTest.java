package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.SimulatorOptions;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RunningSimulator;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The running gateway and its file: the store looks once a second, and these tests wait for it. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class ReloadTest {
    /** An upstream of this class alone, so that its connections are those of this test. */
    @RegisterExtension
    static final RunningSimulator simulator = new RunningSimulator(SimulatorOptions.DEFAULT);

    @Inject
    ConfigStore store;

    @Inject
    Meters meters;

    @ConfigProperty(name = "sluice.config")
    Path file;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private String original;

    @BeforeEach
    void remember() throws IOException {
        original = Files.readString(file);
    }

    @AfterEach
    void restore() throws IOException {
        replace(original);
        Eventually.equals(store::current, Reading.config(original));
        Eventually.equals(store::problems, List.of());
    }

    @Test
    void takesOverNewRoutesAndLetsOpenAnswersOfRemovedOnesEnd() throws IOException {
        // Given an upstream that was not there at the start, with an answer half given
        simulator.answers(Answer.start()
                .role()
                .tokens("Hel")
                .gate("rest")
                .tokens("lo")
                .finish("stop")
                .done());
        replace(withPassing("one"));
        Eventually.equals(() -> models().contains("passing"), true);
        RawClient open = Gateway.stream("passing");
        open.await("the first token", answer -> answer.text().equals("Hel"));

        // When its settings change
        replace(withPassing("two"));
        Eventually.equals(() -> models().contains("passing-two"), true);

        // Then new answers come from the upstream as it is now, and the old one goes on
        assertThat(models()).doesNotContain("passing-one");
        RawClient later = Gateway.stream("passing");
        later.await("the first token", answer -> answer.text().equals("Hel"));
        assertThat(simulator.simulator().requests().stream()
                        .map(request -> request.headers().get("x-version")))
                .containsExactly("one", "two");

        // When it is removed altogether
        replace(original);
        Eventually.equals(() -> models().contains("passing"), false);

        // Then it is unknown to new requests, and what is open goes on to its end
        try (RawClient client = Gateway.ask("passing")) {
            assertThat(client.answer().status()).isEqualTo(404);
        }
        assertThat(meters.openInferences()).isEqualTo(2);
        assertThat(simulator.stats().connections()).isEqualTo(2);
        simulator.open("rest");
        for (RawClient client : new RawClient[] {open, later}) {
            assertThat(client.answer().text()).isEqualTo("Hello");
            assertThat(client.answer().data()).endsWith("[DONE]");
            client.close();
        }
        long ended = System.nanoTime();
        Eventually.equals(() -> simulator.stats().connections(), 0L);
        // Sooner than an idle connection is given up, so it was the retired upstream that closed
        // them.
        assertThat(System.nanoTime() - ended).isLessThan(3_000_000_000L);
    }

    @Test
    void aBrokenFileChangesNothingButWhatTheHealthReportSays() throws IOException {
        Set<String> before = models();
        assertThat(wellness().getString("status")).isEqualTo("UP");

        replace(original.replace(
                "ladder: [ { model: tuned }, { model: base } ]", "ladder: [ { model: tumed } ]"));
        Eventually.equals(() -> wellness().getString("status"), "DOWN");

        assertThat(problem()).contains("routes.slang.ladder").contains("tumed").contains("tuned");
        assertThat(models()).isEqualTo(before);
        assertThat(readiness()).isEqualTo("UP");
        Gateway.begin(Answer.saying("still here"));
        try (RawClient client = Gateway.stream("slang")) {
            assertThat(client.answer().text()).isEqualTo("still here");
        }

        replace(original);
        Eventually.equals(() -> wellness().getString("status"), "UP");
    }

    @Test
    void aFileThatIsNotThereOrNotYamlIsReportedToo() throws IOException {
        Files.delete(file);
        Eventually.equals(() -> wellness().getString("status"), "DOWN");
        assertThat(models()).contains("slang");

        replace("upstreams: [");
        Eventually.equals(() -> problem().contains("YAML"), true);
        assertThat(models()).contains("slang");
        assertThat(problem()).doesNotContain("upstream-secret");
    }

    @Test
    void isReadyWithAllUpstreamsDown() throws IOException {
        replace(original.replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:1") + "# all down\n");
        Eventually.equals(() -> ask("tuned").status(), 502);

        assertThat(ask("base").json().getJsonObject("error").getString("code"))
                .isEqualTo("upstream_unreachable");
        assertThat(readiness()).isEqualTo("UP");
    }

    private static HttpAnswer ask(String model) {
        try (RawClient client = Gateway.ask(model)) {
            return client.answer();
        }
    }

    /**
     * The configuration with one more upstream, whose requests say which version of it they are
     * from.
     */
    private String withPassing(String version) {
        return original.replace("models:\n", """
                        # A new upstream
                          passing-up: { provider: openai, url: "http://127.0.0.1:%d/v1", headers: { x-version: %s } }
                        models:
                          passing: { kind: base, upstream: passing-up }
                          passing-%s: { kind: base, upstream: passing-up }
                        """.formatted(simulator.port(), version, version));
    }

    /** Replaces the file as editors do: the whole of it at once. */
    private void replace(String yaml) throws IOException {
        Path draft = Files.writeString(file.resolveSibling("sluice.yaml.draft"), yaml);
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Set<String> models() {
        try (RawClient client = Gateway.connect().get("/v1/models", Gateway.AUTHORIZATION)) {
            return client.answer().json().getJsonArray("data").stream()
                    .map(model -> ((JsonObject) model).getString("id"))
                    .collect(Collectors.toSet());
        }
    }

    private String readiness() {
        return health("/q/health/ready").getString("status");
    }

    private JsonObject wellness() {
        return health("/q/health/well");
    }

    private String problem() {
        return wellness().getJsonArray("checks").stream()
                .map(check -> (JsonObject) check)
                .filter(check -> check.getString("name").equals("configuration"))
                .map(check ->
                        check.getJsonObject("data", new JsonObject()).getString("problem-1", ""))
                .findFirst()
                .orElseThrow();
    }

    private JsonObject health(String path) {
        try (RawClient client = RawClient.connect(management.getPort()).get(path)) {
            return client.answer().json();
        }
    }
}
