package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class EngineEnvironmentTest {
    @TempDir
    private Path data;

    @TempDir
    private Path bin;

    private final List<String> progress = new ArrayList<>();
    private EngineEnvironment environment;

    @BeforeEach
    void createEnvironment() {
        environment = new EngineEnvironment(data.resolve("engine"));
    }

    @Test
    void installsOnceWithHashes() throws Exception {
        // Given
        fakePython("exit 0");

        // When
        install();
        boolean installed = environment.installed();
        install();

        // Then
        assertThat(installed).isTrue();
        assertThat(environment.engineVersion()).isEqualTo("2026.10.11549");
        assertThat(environment.python()).isEqualTo(data.resolve("engine/venv/bin/python"));
        assertThat(calls())
                .containsExactly(
                        "-m venv " + data.resolve("engine/venv"),
                        "-m pip install --disable-pip-version-check --no-cache-dir "
                                + "--only-binary=:all:"
                                + " --require-hashes -r "
                                + data.resolve("engine/requirements.txt"));
        assertThat(data.resolve("engine/requirements.txt")).content().contains("--hash=sha256:");
    }

    @Test
    void redoesWhatWasLeftHalfDone() throws Exception {
        // Given: an environment without its marker, as a kill leaves it
        fakePython("exit 0");
        Files.createDirectories(data.resolve("engine/venv/bin"));
        Path leftover = Files.writeString(data.resolve("engine/venv/leftover"), "");
        executable(environment.python(), "exit 0");
        boolean before = environment.installed();

        // When
        install();

        // Then
        assertThat(before).isFalse();
        assertThat(environment.installed()).isTrue();
        assertThat(leftover).doesNotExist();
        assertThat(progress).first().isEqualTo("removing an incomplete or outdated environment");
    }

    @Test
    void reinstallsWhenTheRequirementsHaveChanged() throws Exception {
        // Given
        fakePython("exit 0");
        install();
        Files.writeString(
                data.resolve("engine/venv/sluice-requirements.sha256"), "of an older release");

        // When
        boolean before = environment.installed();
        install();

        // Then
        assertThat(before).isFalse();
        assertThat(environment.installed()).isTrue();
        assertThat(calls()).hasSize(4);
    }

    @Test
    void isNotInstalledWhenPipFails() throws Exception {
        // Given
        fakePython("echo 'THESE PACKAGES DO NOT MATCH THE HASHES'; exit 1");

        // When, Then
        assertThatIOException()
                .isThrownBy(this::install)
                .withMessageStartingWith(
                        "cannot install the engine's packages; check the network and pip's "
                                + "settings")
                .withMessageContaining("THESE PACKAGES DO NOT MATCH THE HASHES");
        assertThat(environment.installed()).isFalse();
    }

    @Test
    void saysWhatToInstallWhenThereIsNoPython() {
        assertThatIOException()
                .isThrownBy(this::install)
                .withMessageStartingWith(
                        "no usable Python: expected Python 3.10 or newer with venv and ensurepip")
                .withMessageContaining("apt install python3-venv");
        assertThat(environment.installed()).isFalse();
    }

    private void install() throws IOException {
        environment.install(Map.of("PATH", bin.toString()), progress::add);
    }

    /** An interpreter that makes environments whose own interpreter ends its pip as told. */
    private void fakePython(String pip) throws IOException {
        Path inner = executable(
                bin.resolve("inner"), "echo \"$@\" >> " + bin.resolve("calls") + "\n" + pip);
        executable(bin.resolve("python3"), """
                case "$1" in
                -c) exit 0 ;;
                esac
                echo "$@" >> %s
                mkdir -p "$3/bin"
                cp %s "$3/bin/python"
                """.formatted(bin.resolve("calls"), inner)
                .replace("mkdir", "/bin/mkdir")
                .replace("cp ", "/bin/cp "));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(bin.resolve("calls"));
    }

    private static Path executable(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
