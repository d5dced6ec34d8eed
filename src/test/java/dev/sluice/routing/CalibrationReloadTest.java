package dev.sluice.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.confidence.Calibration;
import dev.sluice.confidence.Calibration.Platt;
import dev.sluice.confidence.settings.ConfidenceConfig.Source;
import dev.sluice.confidence.store.CalibrationFile;
import dev.sluice.confidence.store.ModelCalibration;
import dev.sluice.confidence.store.RouteCalibrations;
import dev.sluice.confidence.store.ScoreOrigin;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.GatewayResource;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

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
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The running gateway and what {@code ./sluice calibrate} writes: it looks once a second, and these
 * tests wait for it.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class CalibrationReloadTest {
    @Inject
    Routing routing;

    @ConfigProperty(name = "sluice.config")
    Path config;

    @ConfigProperty(name = "sluice.data")
    Path data;

    private String original;
    private Path file;

    @BeforeEach
    void addARouteWithAThreshold() throws IOException {
        original = Files.readString(config);
        file = data.resolve(CalibrationFile.DIRECTORY).resolve(CalibrationFile.name("judged"));
        Files.deleteIfExists(file);
        configure("{ model: tuned, threshold: 0.8 }");
        Eventually.equals(() -> routing.table().route("judged").isPresent(), true);
    }

    @AfterEach
    void restore() throws IOException {
        Files.deleteIfExists(file);
        replace(original);
        Eventually.equals(() -> routing.table().route("judged").isPresent(), false);
    }

    @Test
    void aRouteTakesItsCalibrationOverWhileItRuns() throws IOException {
        assertThat(calibration()).isEmpty();
        Route before = routing.table().route("judged").orElseThrow();

        CalibrationFile.write(file, slope(0.5));
        Eventually.equals(this::calibration, Optional.of(new Platt(0.5, 0)));
        // A snapshot that a request has begun with stays as it is, and the upstream goes on.
        assertThat(before.ladder().getFirst().judging().calibration()).isNull();
        assertThat(routing.table()
                        .route("judged")
                        .orElseThrow()
                        .ladder()
                        .getFirst()
                        .upstream())
                .isSameAs(before.ladder().getFirst().upstream());

        CalibrationFile.write(file, slope(0.25));
        Eventually.equals(this::calibration, Optional.of(new Platt(0.25, 0)));

        // Another score: the calibration was not made for it.
        configure(
                "{ model: tuned, threshold: 0.8, confidence: { source: logprobs, score: minimum } "
                        + "}");
        Eventually.equals(this::calibration, Optional.empty());
        configure("{ model: tuned, threshold: 0.8 }");
        Eventually.equals(this::calibration, Optional.of(new Platt(0.25, 0)));

        Files.delete(file);
        Eventually.equals(this::calibration, Optional.empty());
    }

    private Optional<Calibration> calibration() {
        return routing.table()
                .route("judged")
                .map(route -> route.ladder().getFirst().judging().calibration());
    }

    private static RouteCalibrations slope(double slope) {
        return new RouteCalibrations(
                "judged",
                List.of(new ModelCalibration(
                        new ScoreOrigin("tuned", "ft:sent:name", null, Source.LOGPROBS, "mean"),
                        new Platt(slope, 0),
                        300,
                        Instant.parse("2026-11-21T20:00:00Z"),
                        0.02,
                        0.8)));
    }

    private void configure(String rung) throws IOException {
        replace(original.replaceFirst(
                "\nroutes:\n",
                "\nroutes:\n  judged: { ladder: [ " + rung + ", { model: base } ] }\n"));
    }

    private void replace(String text) throws IOException {
        Path next = Files.writeString(config.resolveSibling("sluice.yaml.next"), text);
        Files.move(
                next, config, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
