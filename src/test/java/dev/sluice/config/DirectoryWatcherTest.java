package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

class DirectoryWatcherTest {
    @TempDir
    Path parent;

    private Path directory;
    private Instant now;
    private DirectoryWatcher watcher;

    @BeforeEach
    void watch() {
        directory = parent.resolve("calibration");
        now = Instant.now().plusSeconds(60);
        watcher = new DirectoryWatcher(directory, ".json", 8, () -> now);
    }

    @Test
    void tellsNothingOfADirectoryThatIsNotThere() {
        assertThat(changes()).isEmpty();
    }

    @Test
    void tellsEachFileOnceAndEachChangeOnce() throws IOException {
        Files.createDirectory(directory);
        write("a.json", "1");
        write("b.json", "2");
        write("c.part", "3");
        assertThat(changes()).isEqualTo(Map.of("a.json", "1", "b.json", "2"));
        assertThat(changes()).isEmpty();

        write("b.json", "4");
        assertThat(changes()).isEqualTo(Map.of("b.json", "4"));
        assertThat(changes()).isEmpty();
    }

    @Test
    void tellsThatAFileIsGone() throws IOException {
        Files.createDirectory(directory);
        write("a.json", "1");
        changes();

        Files.delete(directory.resolve("a.json"));
        assertThat(changes()).isEqualTo(Map.of("a.json", "gone"));
        Files.delete(directory);
        assertThat(changes()).isEmpty();
    }

    @Test
    void tellsNothingWhenAFileIsWrittenAgainAsItWas() throws IOException {
        Files.createDirectory(directory);
        write("a.json", "1");
        changes();

        write("a.json", "1");
        Files.setLastModifiedTime(directory.resolve("a.json"), FileTime.from(now.minusSeconds(10)));
        assertThat(changes()).isEmpty();
    }

    @Test
    void waitsUntilAChangedFileHasBeenQuietForAMoment() throws IOException {
        Files.createDirectory(directory);
        write("a.json", "1");
        changes();
        write("a.json", "2");
        FileTime written = (FileTime) Files.getAttribute(directory.resolve("a.json"), "unix:ctime");

        now = written.toInstant().plusMillis(10);
        assertThat(changes()).isEmpty();
        now = written.toInstant().plus(ConfigWatcher.QUIET).plusMillis(1);
        assertThat(changes()).isEqualTo(Map.of("a.json", "2"));
    }

    @Test
    void readsOneByteMoreThanAFileMayHave() throws IOException {
        Files.createDirectory(directory);
        write("a.json", "0123456789");

        assertThat(changes()).isEqualTo(Map.of("a.json", "012345678"));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private Map<String, String> changes() {
        Map<String, String> shown = new TreeMap<>();
        watcher.check()
                .forEach((name, content) -> shown.put(
                        name,
                        content.map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                                .orElse("gone")));
        return shown;
    }
}
