package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Fuzz;
import dev.sluice.testing.Mutator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class AssignCommandTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsUnitBucketAndVariant() {
        assertThat(execute("\uFEFFanna\r\nbert\n\nZoë", "--salt", "exp-1", "--share", "0.35"))
                .isZero();
        assertThat(out)
                .hasToString(
                        "anna\t6544\tcandidate\nbert\t9628\t(baseline)\nZoë\t119\tcandidate\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void readsAFileAndKnowsLayersAndVariants() throws IOException {
        Path units = Files.writeString(directory.resolve("units"), "anna\nbert\nu1\n");

        assertThat(execute(
                        "",
                        "--salt=exp-1",
                        "--share=0.8",
                        "--variant=old:2000",
                        "--variant=first:4700",
                        "--variant=second:3300",
                        "--layer=models:3000-7500",
                        "--units=" + units))
                .isZero();
        assertThat(out)
                .hasToString("anna\t6544\told\nbert\t9628\t(not in layer)\nu1\t7289\tsecond\n");
    }

    @Test
    void countsAndChecksTheRatio() {
        String units = IntStream.rangeClosed(1, 1_000)
                .mapToObj(i -> "u" + i)
                .collect(Collectors.joining("\n"));

        assertThat(execute(
                        units,
                        "--salt",
                        "exp-1",
                        "--share",
                        "0.25",
                        "--layer",
                        "models:0-5000",
                        "--count"))
                .isZero();
        assertThat(out).hasToString("""
                        variant         units  of enrolled  planned
                        control         120    46.69 %      50.00 %
                        candidate       137    53.31 %      50.00 %
                        (baseline)      248
                        (not in layer)  495
                        sample ratio: chi-squared 1.125, p = 0.29
                        """);
    }

    @Test
    void saysWhereTheRatioIsWrongOrSaysNothing() {
        assertThat(execute("anna\n".repeat(200), "--salt", "exp-1", "--share", "0.5", "--count"))
                .isZero();
        assertThat(out.toString())
                .contains("candidate   200    100.00 %     50.00 %\n")
                .endsWith("sample ratio: chi-squared 200.000, p = 2.1e-45: the counts do not fit "
                        + "the plan\n");
        out.getBuffer().setLength(0);

        assertThat(execute("", "--salt", "exp-1", "--share", "0.5", "--count")).isZero();
        assertThat(out.toString())
                .contains("control     0      -            50.00 %\n")
                .endsWith("sample ratio: says nothing with 0 enrolled units (expected: 100 or "
                        + "more)\n");
    }

    @Test
    void holdsBackAPartOfTheControl() {
        assertThat(execute("anna\nbert", "--salt", "exp-1", "--share", "1", "--holdback", "0.05"))
                .isZero();
        assertThat(out).hasToString("anna\t6544\tcandidate\nbert\t9628\tcandidate\n");
    }

    @Test
    void saysWhatIsWrongWithAnOption() {
        assertUsage(
                "Invalid value for option '--share': '0.12345'"
                        + " (expected: 0 to 1, with four decimals at most, for example 0.25)",
                "--salt=s",
                "--share=0.12345");
        assertUsage(
                "stage.treated is 6000 (expected: 0 to 5000 beside a control of 5000, or 10000)",
                "--salt=s",
                "--share=0.6");
        assertUsage(
                "salt is 'a b' (expected: 1 to 64 letters, digits or . _ -)",
                "--salt=a b",
                "--share=0.1");
        assertUsage(
                "layer models has the range 5-4 (expected: 0 <= from < to <= 10000)",
                "--salt=s",
                "--share=0.1",
                "--layer=models:5-4");
        assertUsage(
                "(expected: SALT:FROM-TO, for example models:0-5000)",
                "--salt=s",
                "--share=0.1",
                "--layer=models");
        assertUsage(
                "(expected: NAME:WEIGHT in basis points, for example candidate:5000)",
                "--salt=s",
                "--share=0.1",
                "--variant=candidate");
        assertUsage(
                "weights of variants add up to 5001 (expected: 10000 basis points)",
                "--salt=s",
                "--share=0.1",
                "--variant=a:1",
                "--variant=b:5000");
    }

    @Test
    void saysWhatIsWrongWithTheUnits() throws IOException {
        Path none = directory.resolve("none");
        assertFailure("--units is " + none + ", which does not exist", "", "--units=" + none);
        assertFailure(
                "--units is " + directory + ", which is a directory", "", "--units=" + directory);
        assertFailure(
                "line 2 is longer than 65536 characters (expected: a unit)",
                "a\n" + "x".repeat(65_537));
        Path bytes = Files.write(directory.resolve("bytes"), new byte[] {'a', (byte) 0xff});
        assertFailure("--units is " + bytes + ", which is not UTF-8", "", "--units=" + bytes);
    }

    @Test
    void neverFailsInAnotherWayWhateverItIsGiven() {
        Mutator mutator = new Mutator(
                ":", "-", "0", "9999", "10000", "99999", ".", "1e9", "\u0000", "ä", "a:5000",
                "0.25", "");
        byte[] seed = Fuzz.utf8("candidate:5000 models:0-5000 0.25");
        Fuzz.check(
                500,
                random -> mutator.mutate(seed, random.nextInt(1, 5), random),
                (bytes, random) -> {
                    String[] words = new String(bytes, StandardCharsets.UTF_8).split(" ", 3);
                    String[] args = {
                        "--salt=s",
                        "--variant=control:5000",
                        "--variant=" + words[0],
                        "--layer=" + (words.length > 1 ? words[1] : ""),
                        "--share=" + (words.length > 2 ? words[2] : "")
                    };
                    assertThat(execute("anna", args)).isIn(0, 2);
                    out.getBuffer().setLength(0);
                    err.getBuffer().setLength(0);
                });
    }

    private void assertUsage(String message, String... args) {
        err.getBuffer().setLength(0);
        assertThat(execute("", args)).isEqualTo(2);
        assertThat(err.toString().lines().findFirst().orElse("")).endsWith(message);
    }

    private void assertFailure(String message, String units, String... more) {
        err.getBuffer().setLength(0);
        String[] args = new String[more.length + 2];
        args[0] = "--salt=s";
        args[1] = "--share=0.1";
        System.arraycopy(more, 0, args, 2, more.length);
        assertThat(execute(units, args)).isEqualTo(1);
        assertThat(err).hasToString("error: " + message + "\n");
    }

    private int execute(String units, String... args) {
        ByteArrayInputStream in = new ByteArrayInputStream(units.getBytes(StandardCharsets.UTF_8));
        return new CommandLine(new AssignCommand(in, new PrintWriter(out)))
                .setErr(new PrintWriter(err))
                .execute(args);
    }
}
