package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.bind.ConfigProblem;
import dev.sluice.config.server.KeyConfig;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class ConfigFileTest {
    private static final String ONE = "0".repeat(64);
    private static final String TWO = "1".repeat(64);

    @TempDir
    Path directory;

    private Path config;
    private Path keys;

    @BeforeEach
    void name() {
        config = directory.resolve("sluice.yaml");
        keys = directory.resolve("keys.yaml");
    }

    @Test
    void givesTheBuiltInConfigurationWithoutAFile() {
        assertThat(load(null))
                .isEqualTo(new ConfigResult.Valid(ConfigDefaults.standard(), List.of()));
    }

    @Test
    void saysThatTheFileDoesNotExist() {
        assertThat(problems(config)).containsExactly(config + ": the file does not exist");
    }

    @Test
    void saysThatTheFileIsADirectory() {
        assertThat(problems(directory))
                .containsExactly(directory + ": the file cannot be read: it is a directory");
    }

    @Test
    void addsTheKeysOfTheDataDirectory() throws IOException {
        // Given
        Files.writeString(config, Reading.SMALL + "keys: [ { name: a, sha256: '" + ONE + "' } ]");
        Files.writeString(keys, "- { name: b, sha256: '" + TWO + "' }\n");

        // When
        ConfigResult result = load(config);

        // Then
        assertThat(result)
                .isInstanceOfSatisfying(
                        ConfigResult.Valid.class,
                        valid -> assertThat(valid.config().keys())
                                .containsExactly(new KeyConfig("a", ONE), new KeyConfig("b", TWO)));
    }

    @Test
    void countsTheKeysOfTheDataDirectoryWhenItListensToTheWorld() throws IOException {
        Files.writeString(config, Reading.SMALL + "listen: { host: 0.0.0.0 }");
        Files.writeString(keys, "- { name: b, sha256: '" + TWO + "' }\n");

        assertThat(load(config)).isInstanceOf(ConfigResult.Valid.class);
    }

    @Test
    void takesAnEmptyListOfKeysForNoKeys() throws IOException {
        Files.writeString(config, Reading.SMALL);
        for (String empty : List.of("", "# nothing\n", "[]\n")) {
            Files.writeString(keys, empty);

            assertThat(load(config)).isInstanceOf(ConfigResult.Valid.class);
        }
    }

    @Test
    void saysWhichFileAProblemIsIn() throws IOException {
        Files.writeString(
                config,
                Reading.SMALL + "keys: [ { name: a, sha256: '" + ONE
                        + "' } ]\nlimits: { depth: 1 }");
        Files.writeString(
                keys, "- { name: a, sha256: '" + TWO + "' }\n- { name: b, sha256: x }\n- 7\n");

        assertThat(problems(config))
                .containsExactly(
                        config
                                + ":8:18: limits.depth is \"1\", expected a whole number from 4 "
                                + "to 1000",
                        keys + ":1:11: [0].name is \"a\" again, first in keys[0] (" + config
                                + ":7); a name has one key",
                        keys
                                + ":2:22: [1].sha256 is not valid (its value is not shown), "
                                + "expected 64 lower-case"
                                + " hexadecimal digits; ./sluice key new NAME makes them",
                        keys
                                + ":3:3: [2] is a single value, expected the fields name, sha256, "
                                + "open, created, role");
    }

    @Test
    void doesNotAskForKeysWhenTheirFileIsBroken() throws IOException {
        Files.writeString(config, Reading.SMALL + "listen: { host: 0.0.0.0 }");
        Files.writeString(keys, "name: a\n");

        assertThat(problems(config))
                .containsExactly(keys + ":1:1: the file is a mapping, expected a list");
    }

    @Test
    void saysThatTheKeysCannotBeRead() throws IOException {
        Files.writeString(config, Reading.SMALL);
        Files.createDirectory(keys);

        assertThat(problems(config))
                .containsExactly(keys + ": the file cannot be read: it is a directory");
    }

    private ConfigResult load(@Nullable Path file) {
        return ConfigFile.load(file, directory, Map.<String, String>of()::get);
    }

    private List<String> problems(@Nullable Path file) {
        return ((ConfigResult.Invalid) load(file))
                .problems().stream().map(ConfigProblem::toString).toList();
    }
}
