package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.confidence.store.CalibrationFile;
import dev.sluice.confidence.store.RouteCalibrations;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

class CalibrateCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-21T20:00:00Z");

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path config;
    private Path labels;

    @BeforeEach
    void configure() throws IOException {
        labels = directory.resolve("labels.jsonl");
        config = Files.writeString(directory.resolve("sluice.yaml"), """
                upstreams: { a: { provider: openai, url: http://a } }
                models: { tuned: { kind: fine-tuned, upstream: a }, base: { kind: base, upstream: a } }
                routes: { "team/slang": { ladder: [ { model: tuned, threshold: 0.5 }, { model: base } ] } }
                """);
    }

    @Test
    void calibratesAndProposesAThreshold() throws Exception {
        write(3_600, s -> s * s);

        assertThat(execute("team/slang")).isZero();

        assertThat(out.toString())
                .startsWith("tuned, by logprobs mean: 3,600 labels, 0.3")
                .contains(" right; 1,200 fit, 1,200 choose, 1,200 confirm\n")
                .contains("raw score  0.1")
                .contains("isotonic   0.0")
                .contains(" for a quality of at least 0.9\n")
                .contains("  chosen on 1200     0.9")
                .contains("  confirmed on 1200  0.9")
                .doesNotContain("FAILED")
                .doesNotContain("FEW")
                .endsWith("drawn:   " + directory.resolve("calibration/team%2Fslang.svg") + "\n");
        RouteCalibrations written =
                CalibrationFile.read(directory.resolve("calibration/team%2Fslang.json"));
        assertThat(written.route()).isEqualTo("team/slang");
        assertThat(written.model("tuned").orElseThrow().madeAt()).isEqualTo(NOW);
        assertThat(written.model("tuned").orElseThrow().labels()).isEqualTo(3_600);
        assertThat(directory.resolve("calibration/team%2Fslang.svg")).content().startsWith("<svg ");
    }

    @Test
    void writesWhereItIsTold() throws Exception {
        write(300, s -> s);
        Path svg = directory.resolve("curve.svg");
        Path other = directory.resolve("other");

        assertThat(execute(
                        "team/slang",
                        "--fallback-rate",
                        "0.5",
                        "--out",
                        other.toString(),
                        "--svg",
                        svg.toString()))
                .isZero();

        assertThat(other).isDirectoryContaining("glob:**team%2Fslang.json");
        assertThat(svg).isRegularFile();
        assertThat(directory.resolve("calibration")).doesNotExist();
    }

    @Test
    void saysLoudlyThatNoThresholdWillDoAndThatLabelsAreFew() throws Exception {
        write(100, s -> 0.5);

        assertThat(execute("team/slang")).isEqualTo(1);

        assertThat(out.toString())
                .contains("NO THRESHOLD of tuned reaches a quality of at least 0.9 with 95 % "
                        + "confidence")
                .contains("FEW LABELS: 100");
        assertThat(CalibrationFile.read(directory.resolve("calibration/team%2Fslang.json"))
                        .models())
                .hasSize(1);
    }

    @Test
    void writesNothingOfTooFewLabels() throws Exception {
        write(10, s -> 1);

        assertThat(execute("team/slang")).isEqualTo(1);

        assertThat(out)
                .hasToString("TOO FEW LABELS: tuned has 10 labels, expected 30 or more; they are "
                        + "ignored\n"
                        + "\n");
        assertThat(directory.resolve("calibration")).doesNotExist();
    }

    @Test
    void replacesAFileThatIsNotValid() throws Exception {
        write(300, s -> s);
        Path file = directory.resolve("calibration/team%2Fslang.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{}");

        execute("team/slang", "--quality", "0.6");

        assertThat(out.toString())
                .contains("warning: " + file + " is replaced, it was not valid: route is missing");
        assertThat(CalibrationFile.read(file).models()).hasSize(1);
    }

    @Test
    void tellsEveryBadLine() throws IOException {
        Files.writeString(labels, """
                {"model": "tuned", "score": 2, "correct": true}
                {"model": "tuned", "score": 0.5}
                """);

        assertThat(execute("team/slang")).isEqualTo(1);
        assertThat(err)
                .hasToString("error: " + labels + ":1: score is 2, expected a number from 0 to 1\n"
                        + "error: " + labels + ":2: correct is missing, expected true or false\n");
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws IOException {
        write(300, s -> s);

        assertThat(execute("slang")).isEqualTo(2);
        assertThat(err.toString()).startsWith("there is no route 'slang' (expected: a route");
        assertThat(execute("team/slang", "--quality", "0.9", "--fallback-rate", "0.1"))
                .isEqualTo(2);
        assertThat(execute("team/slang", "--quality", "1.5")).isEqualTo(2);
        assertThat(execute("team/slang", "--level", "95")).isEqualTo(2);
        assertThat(execute("team/slang", "--method", "magic")).isEqualTo(2);
        assertThat(execute("team/slang", "--gateway", "localhost")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--quality and --fallback-rate are both given (expected: one of them)")
                .contains("quality is 1.5 (expected: above 0 and below 1)")
                .contains("level is 95.0 (expected: above 0 and below 1)")
                .contains("'magic' (expected: platt, isotonic or temperature)")
                .contains("--gateway is localhost (expected: a URL such as http://127.0.0.1:8080)");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void saysThatAFileIsNotThereOrADirectory() throws IOException {
        assertThat(execute("team/slang")).isEqualTo(1);
        Files.createDirectory(labels);
        assertThat(execute("team/slang")).isEqualTo(1);

        assertThat(err)
                .hasToString("error: --labels is " + labels + ", which does not exist\n"
                        + "error: --labels is " + labels + ", which is a directory\n");
    }

    private void write(int count, DoubleUnaryOperator right) throws IOException {
        SplittableRandom random = new SplittableRandom(17);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            double score = random.nextDouble();
            text.append("{\"model\": \"tuned\", \"score\": ")
                    .append(score)
                    .append(", \"correct\": ")
                    .append(random.nextDouble() < right.applyAsDouble(score))
                    .append("}\n");
        }
        Files.writeString(labels, text);
    }

    private int execute(String route, String... options) {
        CommandLine line = new CommandLine(
                new CalibrateCommand(Map.<String, String>of()::get, InstantSource.fixed(NOW)));
        String[] arguments = new String[options.length + 7];
        System.arraycopy(options, 0, arguments, 7, options.length);
        System.arraycopy(
                new String[] {
                    route,
                    "--labels",
                    labels.toString(),
                    "--config",
                    config.toString(),
                    "--data",
                    directory.toString()
                },
                0,
                arguments,
                0,
                7);
        return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }
}
