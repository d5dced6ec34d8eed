package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

class EngineCliCommandTest {
    @TempDir
    private Path data;

    private final StringWriter out = new StringWriter();

    @Test
    void saysThatNothingIsInstalled() {
        // When
        int code = run("status", "--data", data.toString());

        // Then
        assertThat(code).isZero();
        assertThat(out.toString().lines())
                .hasSize(2)
                .endsWith("environment  %s (not installed)".formatted(data.resolve("engine")));
        assertThat(out.toString()).startsWith("engine       ");
    }

    @Test
    void seesAHalfInstalledEnvironment() throws Exception {
        // Given
        Files.createDirectories(data.resolve("engine/venv/bin"));
        Files.writeString(data.resolve("engine/venv/bin/python"), "");

        // When
        run("status", "--data", data.toString());

        // Then
        assertThat(out.toString().lines())
                .endsWith("environment  %s (incomplete or outdated: run sluice engine install)"
                        .formatted(data.resolve("engine")));
    }

    @Test
    void wantsASubcommand() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("start")).isEqualTo(2);
    }

    private int run(String... arguments) {
        return new CommandLine(new EngineCliCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(arguments);
    }
}
