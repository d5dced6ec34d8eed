package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

class EngineLogTest {
    @TempDir
    private Path directory;

    @Test
    void putsTheFileAsideWhenItIsFullAndKeepsTwo() throws IOException {
        // Given: room for one line of 100 characters and its time
        Path file = directory.resolve("engine-x.log");
        try (EngineLog log = new EngineLog(file, 200)) {
            // When
            for (int i = 1; i <= 5; i++) {
                log.line(i + "x".repeat(99));
            }
        }

        // Then
        assertThat(names())
                .containsExactlyInAnyOrder("engine-x.log", "engine-x.log.1", "engine-x.log.2");
        assertThat(Files.readString(file)).contains(" 5xx").hasLineCount(1);
        assertThat(Files.readString(directory.resolve("engine-x.log.1"))).contains(" 4xx");
        assertThat(Files.readString(directory.resolve("engine-x.log.2"))).contains(" 3xx");
    }

    @Test
    void goesOnWithTheFileOfAnEarlierProcess() throws IOException {
        // Given
        Path file = directory.resolve("engine-x.log");
        try (EngineLog earlier = new EngineLog(file)) {
            earlier.line("first");
        }

        // When
        try (EngineLog log = new EngineLog(file)) {
            log.line("second");
        }

        // Then
        assertThat(Files.readAllLines(file)).hasSize(2).last().asString().endsWith(" second");
    }

    @Test
    void aDirectoryThatIsGoneCostsLinesOnly() {
        // Given
        EngineLog log = new EngineLog(directory.resolve("gone").resolve("engine-x.log"));

        // When
        log.line("error: no disk");

        // Then
        assertThat(log.reason()).isEqualTo("error: no disk");
    }

    @Test
    void givesTheFirstLineThatSoundsLikeTroubleAsTheReason() {
        // Given
        EngineLog log = new EngineLog(directory.resolve("engine-x.log"));
        List.of(
                        "0.01 I loading",
                        "0.00.287.251 E load: tensor 'a' not found",
                        "failed to load model",
                        "bye")
                .forEach(log::line);

        // When
        String reason = log.reason();

        // Then
        assertThat(reason).isEqualTo("load: tensor 'a' not found");
    }

    @Test
    void givesNoReasonOfTheLastStartNorMakesOneUp() {
        // Given
        EngineLog log = new EngineLog(directory.resolve("engine-x.log"));
        log.line("error of the last start");
        log.begin();
        log.line("loading");

        // When
        String reason = log.reason();

        // Then
        assertThat(reason).isEmpty();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
