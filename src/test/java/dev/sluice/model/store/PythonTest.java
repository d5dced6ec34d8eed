package dev.sluice.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class PythonTest {
    @TempDir
    private Path directory;

    @Test
    void takesTheFirstInterpreterThatHasWhatIsNeeded() throws Exception {
        // Given
        executable("python3", "exit 3");
        Path newer = executable("python3.12", "exit 0");

        // When
        Python python = Python.find(path(), 10, List.of("venv"), "Install it.");

        // Then
        assertThat(python).hasToString(newer.toString());
    }

    @Test
    void saysWhatItFoundAndWhatToInstall() throws Exception {
        // Given
        Path old = executable("python3", "exit 3");

        // When, Then
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(() -> Python.find(
                        path(), 10, List.of("venv", "ensurepip"), "apt install python3-venv"))
                .withMessage(
                        "no usable Python: expected Python 3.10 or newer with venv and ensurepip "
                                + "on the PATH,"
                                + " found only %s. apt install python3-venv",
                        old);
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(() -> Python.find(Map.of(), 9, List.of("pip"), "Install it."))
                .withMessage("no usable Python: expected Python 3.9 or newer with pip on the PATH, "
                        + "found none."
                        + " Install it.");
    }

    @Test
    void handsOverLinesAndKeepsTheLastOfAFailure() throws Exception {
        // Given
        Path script =
                executable("python3", "for i in 1 2 3 4 5 6 7; do echo line $i; done; exit 4");
        List<String> lines = new ArrayList<>();

        // When, Then
        assertThatIOException()
                .isThrownBy(() -> Python.of(script.toString()).run(List.of(), lines::add))
                .withMessage(
                        "%s ended with 4: line 2\n  line 3\n  line 4\n  line 5\n  line 6\n  line 7",
                        script);
        assertThat(lines).hasSize(7);
    }

    private Map<String, String> path() {
        return Map.of("PATH", "/nowhere::" + directory);
    }

    private Path executable(String name, String body) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
