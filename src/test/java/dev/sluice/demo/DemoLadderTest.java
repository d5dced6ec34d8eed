package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigFile;
import dev.sluice.config.ConfigResult;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.route.WindowConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

class DemoLadderTest {
    private static final Path ODD = Path.of("/models/a \"quoted\" \\ name: #1.gguf");

    @TempDir
    Path dir;

    @Test
    void isAConfigurationWhateverTheFilesAreCalled() throws IOException {
        // Given
        Path file = dir.resolve("sluice.yaml");

        // When
        Files.writeString(file, new DemoLadder(ODD, Path.of("/models/b.gguf"), 1.5, 0.42).yaml());

        // Then
        SluiceConfig config = valid(file);
        assertThat(config.models().get("demo-weak").file()).isEqualTo(ODD.toString());
        assertThat(config.upstreams().get("weak").engine().temperature()).isEqualTo(1.5);
        assertThat(config.upstreams().get("strong").engine().temperature()).isEqualTo(0.0);
        assertThat(config.routes().get("demo").ladder().getFirst().threshold()).isEqualTo(0.42);
        assertThat(Objects.requireNonNull(config.routes().get("demo-replace").window())
                        .mode())
                .isEqualTo(WindowConfig.Mode.REPLACE);
    }

    @Test
    void explainsWhatIsWeakInOneBreath() {
        assertThat(new DemoLadder(Path.of("/m/a.gguf"), Path.of("/m/b.gguf"), null, 0.5)
                        .explained())
                .isEqualTo(
                        "Rung 1 is a.gguf, rung 2 is b.gguf. Below a confidence of 0.50 over its "
                                + "first 16 tokens rung"
                                + " 2 is asked.");
        assertThat(new DemoLadder(Path.of("/m/a.gguf"), Path.of("/m/a.gguf"), 1.5, 0.5).explained())
                .startsWith("Rung 1 (a.gguf) is weak on purpose: sampled at temperature 1.5 ");
    }

    private SluiceConfig valid(Path file) {
        ConfigResult result = ConfigFile.load(file, dir);
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result).config();
    }
}
