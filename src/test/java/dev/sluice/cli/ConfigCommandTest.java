package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SluiceConfig;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class ConfigCommandTest {
    private static final String ONE_MODEL = """
            upstreams: { a: { provider: openai, url: http://a, key: "${KEY}" } }
            models: { m: { kind: base, upstream: a } }
            """;

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("sluice.yaml");
    }

    @Test
    void saysWhatAValidFileHolds() throws IOException {
        Files.writeString(file, ONE_MODEL);

        assertThat(execute("check", file.toString())).isZero();
        assertThat(out).hasToString(file + " is valid: 1 upstream, 1 model, 0 routes, 0 keys\n");
    }

    @Test
    void printsWarningsOfAValidFile() throws IOException {
        Files.writeString(
                file, ONE_MODEL + "routes: { r: { ladder: [ { model: m, threshold: 0.5 } ] } }\n");

        assertThat(execute("check", file.toString())).isZero();
        assertThat(out)
                .hasToString("warning: " + file
                        + ":3:49: routes.r.ladder[0].threshold has no rung to fall back"
                        + " to: an answer below it is given all the same, only marked\n"
                        + file + " is valid: 1 upstream, 1 model, 1 route, 0 keys\n");
    }

    @Test
    void printsEveryProblemOfAnInvalidFile() throws IOException {
        Files.writeString(file, ONE_MODEL + "limits: { depth: 1 }\nlisten: { port: x }\n");

        assertThat(execute("check", file.toString())).isEqualTo(1);
        assertThat(out)
                .hasToString("error: " + file
                        + ":3:18: limits.depth is \"1\", expected a whole number from 4 to 1000\n"
                        + "error: " + file
                        + ":4:17: listen.port is \"x\", expected a whole number from 0 to 65535\n"
                        + file + " is not valid: 2 problems\n");
    }

    @Test
    void countsTheKeysOfTheDataDirectory() throws IOException {
        Files.writeString(file, ONE_MODEL + "listen: { host: 0.0.0.0 }\n");
        Files.writeString(
                directory.resolve("keys.yaml"),
                "- { name: a, sha256: '" + "0".repeat(64) + "', role: reader }\n");

        assertThat(execute("check", "--data", directory.toString(), file.toString()))
                .isZero();
        assertThat(out).hasToString(file + " is valid: 1 upstream, 1 model, 0 routes, 1 key\n");
    }

    @Test
    void warnsWhenTheKeysOfTheDataDirectoryAreFromBeforeThereWereRoles() throws IOException {
        Files.writeString(file, ONE_MODEL);
        Path keys = Files.writeString(
                directory.resolve("keys.yaml"),
                "- { name: a, sha256: '" + "0".repeat(64) + "' }\n");

        assertThat(execute("check", "--data", directory.toString(), file.toString()))
                .isZero();
        assertThat(out.toString())
                .startsWith(
                        "warning: " + keys + ":1:1: the file has no key with a role above client: ")
                .contains("./sluice key role NAME admin");
    }

    @Test
    void saysThatAFileDoesNotExist() {
        assertThat(execute("check", file.toString())).isEqualTo(1);
        assertThat(out)
                .hasToString("error: " + file + ": the file does not exist\n" + file
                        + " is not valid: 1 problem\n");
    }

    @Test
    void printsTheSchema() {
        assertThat(execute("schema")).isZero();
        assertThat(out).hasToString(SluiceConfig.schema());
    }

    @Test
    void takesAMissingArgumentForAMistakeInUse() {
        assertThat(execute("check")).isEqualTo(2);
        assertThat(err.toString()).startsWith("Missing required parameter: 'FILE'\n");
    }

    @Test
    void takesAMissingSubcommandForAMistakeInUse() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).startsWith("expected a subcommand: check FILE or schema\n");
    }

    private int execute(String... arguments) {
        return new CommandLine(new ConfigCommand(Map.of("KEY", "k")::get))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
