package dev.sluice.rollout.api;

import static dev.sluice.rollout.api.Experiments.get;
import static dev.sluice.rollout.api.Experiments.post;
import static dev.sluice.rollout.api.Experiments.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.store.SnapshotWatch;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.GatewayResource;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** An experiment that a changed configuration doesn't serve says so, and why. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class ConfiguredAwayTest {
    @Inject
    SnapshotWatch watch;

    @ConfigProperty(name = "sluice.config")
    Path config;

    private String original;

    @BeforeEach
    void begin() throws IOException {
        Experiments.clear(watch);
        original = Files.readString(config);
    }

    @AfterEach
    void restore() throws IOException {
        replace(original);
        Eventually.equals(() -> post("", rollout("f", "passing")).status(), 400);
        Experiments.clear(watch);
    }

    @Test
    void itSaysWhy() throws IOException {
        configure("");
        Eventually.equals(() -> post("", rollout("e", "passing")).status() == 400, false);
        assertThat(post("/e/start", "{}").status()).isEqualTo(200);
        assertThat(shown()).isEqualTo("false null");

        configure(", experiments: false");
        Eventually.equals(this::shown, "true null");
        assertThat(get("/routes/passing/switch").json().getBoolean("switched_off"))
                .isFalse();
        assertThat(get("/routes/passing/switch").json().getBoolean("configured"))
                .isFalse();

        replace(original);
        Eventually.equals(this::shown, "false the route 'passing' is not in the configuration");

        configure("");
        Eventually.equals(this::shown, "false null");
        assertThat(get("/routes/passing/switch").json().getBoolean("configured"))
                .isTrue();
    }

    private String shown() {
        JsonObject view = get("/e").json();
        return view.getBoolean("switched_off") + " " + view.getString("unservable");
    }

    private void configure(String settings) throws IOException {
        replace(original.replaceFirst(
                "\nroutes:\n",
                "\nroutes:\n  passing: { ladder: [ { model: base } ]" + settings + " }\n"));
    }

    private void replace(String text) throws IOException {
        Path next = Files.writeString(config.resolveSibling("sluice.yaml.next"), text);
        Files.move(
                next, config, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
