package dev.sluice.routing;

import static dev.sluice.confidence.settings.ConfidenceConfig.Source.LOGPROBS;
import static dev.sluice.confidence.settings.ConfidenceConfig.Source.VERIFIER;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.confidence.Calibration;
import dev.sluice.confidence.Calibration.Platt;
import dev.sluice.confidence.store.CalibrationFile;
import dev.sluice.confidence.store.ModelCalibration;
import dev.sluice.confidence.store.RouteCalibrations;
import dev.sluice.confidence.store.ScoreOrigin;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

class CalibrationsTest {
    private static final ScoreOrigin TUNED =
            new ScoreOrigin("tuned", "ft:abc", null, LOGPROBS, "mean");

    @TempDir
    Path data;

    private final List<String> told = new ArrayList<>();
    private Path file;

    @BeforeEach
    void name() {
        file = data.resolve("calibration").resolve("slang.json");
    }

    @Test
    void takesOverWhatIsThereAndWhatComes() throws IOException {
        Calibrations none = new Calibrations(data.toString());
        assertThat(none.current()).isEmpty();
        none.subscribe(() -> told.add("changed"));

        write(slope(1));
        none.check();

        assertThat(none.current()).isEqualTo(Map.of("slang", slope(1)));
        assertThat(told).containsExactly("changed");
        assertThat(new Calibrations(data.toString()).current())
                .isEqualTo(Map.of("slang", slope(1)));
    }

    @Test
    void aBadFileChangesNothing() throws IOException {
        write(slope(1));
        Calibrations calibrations = new Calibrations(data.toString());
        calibrations.subscribe(() -> told.add("changed"));

        settle("{\"route\": \"slang\", \"models\": [{}]}");
        calibrations.check();
        settle("");
        calibrations.check();
        settle("{\"route\": \"other\", \"models\": []}");
        calibrations.check();

        assertThat(calibrations.current()).isEqualTo(Map.of("slang", slope(1)));
        assertThat(told).isEmpty();

        write(slope(2));
        calibrations.check();
        assertThat(calibrations.current()).isEqualTo(Map.of("slang", slope(2)));
    }

    @Test
    void aFileThatIsGoneTakesItsCalibrationsAlong() throws IOException {
        write(slope(1));
        Calibrations calibrations = new Calibrations(data.toString());

        Files.delete(file);
        calibrations.check();

        assertThat(calibrations.current()).isEmpty();
    }

    @Test
    void matchesTheVerySameOriginAndSaysWhyElseNot() {
        CalibrationMatch match = new CalibrationMatch(Map.of("slang", slope(1)));

        assertThat(match.find("slang", TUNED)).isEqualTo(calibration(1));
        assertThat(match.missing()).isEmpty();

        assertThat(match.find("other", TUNED)).isNull();
        assertThat(match.find("slang", new ScoreOrigin("base", "b", null, LOGPROBS, "mean")))
                .isNull();
        assertThat(match.find("slang", new ScoreOrigin("tuned", "ft:new", null, LOGPROBS, "mean")))
                .isNull();
        assertThat(match.find(
                        "slang", new ScoreOrigin("tuned", "ft:abc", "a.gguf", LOGPROBS, "mean")))
                .isNull();
        assertThat(match.find(
                        "slang", new ScoreOrigin("tuned", "ft:abc", null, LOGPROBS, "minimum")))
                .isNull();
        assertThat(match.find("slang", new ScoreOrigin("tuned", "ft:abc", null, VERIFIER, "judge")))
                .isNull();
        assertThat(match.missing())
                .isEqualTo(Set.of(
                        "the confidence of 'tuned' on route 'other' is uncalibrated:"
                                + " it has no labels yet: run ./sluice calibrate other",
                        "the confidence of 'base' on route 'slang' is uncalibrated:"
                                + " it has no labels yet: run ./sluice calibrate slang",
                        "the confidence of 'tuned' on route 'slang' is uncalibrated:"
                                + " it was made for the sent name 'ft:abc', which is now 'ft:new'",
                        "the confidence of 'tuned' on route 'slang' is uncalibrated:"
                                + " it was made for no file, which is now 'a.gguf'",
                        "the confidence of 'tuned' on route 'slang' is uncalibrated:"
                                + " it was made for logprobs mean, which is now logprobs minimum",
                        "the confidence of 'tuned' on route 'slang' is uncalibrated:"
                                + " it was made for logprobs mean, which is now verifier judge"));
    }

    private void write(RouteCalibrations calibrations) throws IOException {
        CalibrationFile.write(file, calibrations);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    }

    /** A time in the future, so that no one waits for the file to get quiet. */
    private void settle(String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    }

    private static RouteCalibrations slope(double slope) {
        return new RouteCalibrations(
                "slang",
                List.of(new ModelCalibration(
                        TUNED,
                        calibration(slope),
                        300,
                        Instant.parse("2026-11-21T20:00:00Z"),
                        0.02,
                        0.8)));
    }

    private static Calibration calibration(double slope) {
        return new Platt(slope, 0);
    }
}
