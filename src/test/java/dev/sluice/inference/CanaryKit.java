package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RecordedLog;

import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Listens for canaries in the log, in metrics and in whatever a test has heard. */
abstract class CanaryKit {
    static final String PROMPT = "prompt-canary-51b7";
    static final String WRONG_KEY = "sk-wrong-key-canary";
    private static final List<String> CREDENTIALS = List.of(
            "upstream-secret",
            "extra-header-secret",
            "azure-secret",
            GatewayResource.KEY,
            WRONG_KEY);

    @Inject
    Meters meters;

    @ConfigProperty(name = "sluice.config")
    Path file;

    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    String database;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private RecordedLog log;

    @BeforeEach
    void listen() {
        log = RecordedLog.start();
    }

    @AfterEach
    void nothingSang() {
        Eventually.equals(() -> meters.openInferences(), 0);
        log.close();
        assertSilent(String.join("", log.lines()), true);
        for (String path :
                List.of("/q/metrics", "/q/health", "/q/health/well", "/q/health/ready")) {
            try (RawClient client = RawClient.connect(management.getPort()).get(path)) {
                assertSilent(client.answer().body(), true);
            }
        }
    }

    static RawClient ask(String model, boolean streaming, String... headers) {
        JsonObject body = new JsonObject(Gateway.chat(model).encode().replace("Say hello", PROMPT));
        return Gateway.connect()
                .post("/v1/chat/completions", body.put("stream", streaming).encode(), headers);
    }

    void assertSilent(String text, boolean promptToo) {
        for (String canary : CREDENTIALS) {
            assertThat(text).doesNotContain(canary);
        }
        if (promptToo) {
            assertThat(text).doesNotContain(PROMPT);
        }
        assertThat(text).doesNotContain(password(database));
    }

    private static String password(String url) {
        Matcher matcher = Pattern.compile("//[^:/]+:([^@]+)@").matcher(url);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    void replace(String yaml) throws IOException {
        Path next = Files.writeString(file.resolveSibling("sluice.yaml.next"), yaml);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
