package dev.sluice.confidence.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.confidence.Calibration.Isotonic;
import dev.sluice.confidence.Calibration.Platt;
import dev.sluice.confidence.Calibration.Point;
import dev.sluice.confidence.Calibration.Temperature;
import dev.sluice.confidence.settings.ConfidenceConfig.Source;
import dev.sluice.confidence.store.CalibrationFile.BadCalibrationException;
import dev.sluice.testing.Fuzz;
import dev.sluice.testing.Mutator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

class CalibrationFileTest {
    private static final Instant THEN = Instant.parse("2026-11-21T20:00:00Z");

    private static final RouteCalibrations THREE = new RouteCalibrations(
            "slang",
            List.of(
                    new ModelCalibration(
                            new ScoreOrigin("tuned", "ft:abc", null, Source.LOGPROBS, "mean"),
                            new Platt(0.5, -0.25),
                            400,
                            THEN,
                            0.0125,
                            0.8),
                    new ModelCalibration(
                            new ScoreOrigin(
                                    "base", "gpt", null, Source.CONSISTENCY, "3 samples at 0.7"),
                            new Temperature(1.5),
                            40,
                            THEN,
                            0.1,
                            null),
                    new ModelCalibration(
                            new ScoreOrigin(
                                    "smol",
                                    "smol",
                                    "smol + a.gguf x 1.0",
                                    Source.LOGPROBS,
                                    "minimum"),
                            new Isotonic(List.of(new Point(0.1, 0.2), new Point(0.9, 1))),
                            4_000,
                            THEN,
                            0,
                            0.0)));

    private final Mutator mutator = new Mutator(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "null",
            "true",
            "-1",
            "1e999",
            "NaN",
            "1e-400",
            "\\u0000",
            "\\ud800",
            "\"models\"",
            "\"points\"",
            "[0.5,0.5]",
            "\"isotonic\"",
            "\"slope\"",
            "99999999999999999999",
            "[[[[[[[[[[[[");

    @TempDir
    Path directory;

    @Test
    void readsWhatItWrites() throws IOException, BadCalibrationException {
        Path file = directory.resolve("calibration").resolve("slang.json");

        CalibrationFile.write(file, THREE);
        assertThat(CalibrationFile.read(file)).isEqualTo(THREE);

        RouteCalibrations other = new RouteCalibrations("slang", List.of());
        CalibrationFile.write(file, other);
        assertThat(CalibrationFile.read(file)).isEqualTo(other);
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void namesEveryFieldThatIsWrong() {
        assertThat(problems("""
                {"route": "slang", "models": [
                  {"model": "a", "sent_name": 7, "source": "logprobs", "score": "mean", "method": "platt",
                   "parameters": {"slope": -1}, "labels": 0, "made_at": "yesterday", "ece": 2, "threshold": "0.5"},
                  {"method": "magic", "parameters": {}},
                  8
                ]}"""))
                .containsExactly(
                        "models[2] is 8, expected an object",
                        "models[0].sent_name is 7, expected a text of 1 to 512 characters",
                        "models[0].parameters.slope is -1, expected a number from 0 on",
                        "models[0].parameters.intercept is missing, expected a finite number",
                        "models[0].labels is 0, expected a number from 1 on",
                        "models[0].made_at is \"yesterday\", expected a time such as "
                                + "2026-11-21T20:00:00Z",
                        "models[0].ece is 2, expected a number from 0 to 1",
                        "models[0].threshold is \"0.5\", expected a number from 0 to 1, or null",
                        "models[1].model is missing, expected a text of 1 to 512 characters",
                        "models[1].sent_name is missing, expected a text of 1 to 512 characters",
                        "models[1].source is missing, expected a text of 1 to 512 characters",
                        "models[1].score is missing, expected a text of 1 to 512 characters",
                        "models[1].method is \"magic\", expected platt, isotonic or temperature",
                        "models[1].labels is missing, expected a number from 1 on",
                        "models[1].made_at is missing, expected a text of 1 to 512 characters",
                        "models[1].ece is missing, expected a number from 0 to 1");
    }

    @Test
    void refusesPointsThatFall() {
        assertThat(problems(CalibrationFile.json(THREE).replace("[ 0.9, 1.0 ]", "[ 0.9, 0.1 ]")))
                .containsExactly("models[2].parameters.points is a list of 2, which does not fit: "
                        + "points[1] is [0.9, 0.1]"
                        + " after [0.1, 0.2] (expected: a higher raw score, and no lower "
                        + "confidence)");
    }

    @Test
    void refusesAModelThatStandsTwice() {
        assertThat(problems(CalibrationFile.json(THREE).replace("\"base\"", "\"tuned\"")))
                .containsExactly("models[1].model is \"tuned\", expected each model once");
    }

    @Test
    void refusesWhatIsNoObject() {
        assertThat(problems("")).containsExactly("is empty, expected a JSON object");
        assertThat(problems("[]")).containsExactly("is a list of 0, expected a JSON object");
        assertThat(problems("{} {}")).singleElement().asString().startsWith("is not valid JSON: ");
        assertThat(problems("{\"route\": \"a\", \"route\": \"b\"}"))
                .singleElement()
                .asString()
                .startsWith("is not valid JSON: Duplicate field 'route'");
    }

    @Test
    void namesFilesSoThatNoRouteLeavesTheDirectory() {
        assertThat(CalibrationFile.name("slang")).isEqualTo("slang.json");
        assertThat(CalibrationFile.name("team/a:b")).isEqualTo("team%2Fa%3Ab.json");
        assertThat(CalibrationFile.name("a/../../b")).doesNotContain("/");
    }

    @Test
    void neverThrowsAnythingElseForAMutatedFile() {
        byte[] valid = Fuzz.utf8(CalibrationFile.json(THREE));
        int[] seen = {0, 0};
        Fuzz.check(
                5_000,
                random -> mutator.mutate(valid, random.nextInt(1, 4), random),
                (json, random) -> {
                    try {
                        RouteCalibrations read = CalibrationFile.parse(json);
                        for (ModelCalibration model : read.models()) {
                            double confidence = model.calibration().apply(random.nextDouble());
                            Fuzz.same(confidence >= 0 && confidence <= 1, true);
                        }
                        // What was understood is written so that it is understood the same.
                        Fuzz.same(
                                CalibrationFile.parse(Fuzz.utf8(CalibrationFile.json(read))), read);
                        seen[0]++;
                    } catch (BadCalibrationException e) {
                        Fuzz.same(e.problems().isEmpty(), false);
                        Fuzz.same(e.getMessage().chars().allMatch(it -> it >= ' '), true);
                        seen[1]++;
                    }
                });
        assertThat(seen[0]).isPositive();
        assertThat(seen[1]).isPositive();
    }

    private static List<String> problems(String json) {
        return catchThrowableOfType(
                        BadCalibrationException.class, () -> CalibrationFile.parse(Fuzz.utf8(json)))
                .problems();
    }
}
