package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

class ConfigWatcherTest {
    @TempDir
    Path directory;

    private Path file;
    private Path keys;
    private Instant now;
    private ConfigWatcher watcher;

    @BeforeEach
    void watch() throws IOException {
        file = directory.resolve("sluice.yaml");
        keys = directory.resolve("keys.yaml");
        Files.writeString(file, withDepth(10));
        now = Instant.now().plusSeconds(60);
        watcher = watcher(file);
        watcher.load();
    }

    @Test
    void tellsNothingWhileNothingChanges() {
        assertThat(watcher.check()).isEmpty();
        assertThat(watcher.check()).isEmpty();
    }

    @Test
    void tellsAChangeOnce() throws IOException {
        Files.writeString(file, withDepth(11));

        assertThat(depth(watcher.check())).isEqualTo(11);
        assertThat(watcher.check()).isEmpty();
    }

    @Test
    void tellsNothingWhenAFileIsWrittenAgainAsItWas() throws IOException {
        Files.writeString(file, withDepth(10));
        Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(10)));

        assertThat(watcher.check()).isEmpty();
    }

    @Test
    void seesAChangeThatLeavesSizeAndTimeAsTheyWere() throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, withDepth(12));
        Files.setLastModifiedTime(file, time);

        assertThat(depth(watcher.check())).isEqualTo(12);
    }

    @Test
    void seesASecondChangeThatTheTimeOfTheFileIsTooCoarseToTell() throws IOException {
        // Given a file that was read within the resolution of its time
        FileStamp coarse = FileStamp.of(file);
        now = Files.getLastModifiedTime(file).toInstant().plus(ConfigWatcher.RESOLUTION);
        ConfigWatcher eager = watcher(file, coarse);
        eager.load();

        // When
        Files.writeString(file, withDepth(13));

        // Then
        assertThat(depth(eager.check())).isEqualTo(13);
    }

    @Test
    void readsNothingWhileTheTimeOfTheFileIsPastAndTheSame() throws IOException {
        // Given a file that was read long after its time
        ConfigWatcher cheap = watcher(file, FileStamp.of(file));
        cheap.load();

        // When
        Files.writeString(file, withDepth(13));

        // Then
        assertThat(cheap.check()).isEmpty();
    }

    @Test
    void waitsUntilAFileHasBeenQuietForAMoment() throws IOException {
        Files.writeString(file, withDepth(14));
        FileTime written = (FileTime) Files.getAttribute(file, "unix:ctime");

        now = written.toInstant().plusMillis(10);
        assertThat(watcher.check()).isEmpty();

        now = written.toInstant().plus(ConfigWatcher.QUIET).plusMillis(1);
        assertThat(depth(watcher.check())).isEqualTo(14);
    }

    @Test
    void doesNotWaitForAFileFromTheFuture() throws IOException {
        Files.writeString(file, withDepth(15));
        Files.setLastModifiedTime(file, FileTime.from(now.plus(Duration.ofDays(1))));

        assertThat(depth(watcher.check())).isEqualTo(15);
    }

    @Test
    void tellsABadFileOnceAndThenTheRepairedOne() throws IOException {
        Files.writeString(file, withDepth(3));
        assertThat(watcher.check()).containsInstanceOf(ConfigResult.Invalid.class);
        assertThat(watcher.check()).isEmpty();

        Files.writeString(file, withDepth(16));
        assertThat(depth(watcher.check())).isEqualTo(16);
    }

    @Test
    void refusesAFileThatIsEmptyForAMoment() throws IOException {
        Files.writeString(file, "");

        assertThat(watcher.check()).containsInstanceOf(ConfigResult.Invalid.class);
    }

    @Test
    void tellsThatTheFileIsGoneAndThatItIsBack() throws IOException {
        Files.delete(file);
        assertThat(watcher.check()).containsInstanceOf(ConfigResult.Invalid.class);
        assertThat(watcher.check()).isEmpty();

        Files.writeString(file, withDepth(10));
        assertThat(depth(watcher.check())).isEqualTo(10);
    }

    @Test
    void seesKeysThatAreMadeWhileItWatches() throws IOException {
        Files.writeString(keys, "- { name: app, sha256: \"" + "0".repeat(64) + "\" }\n");

        assertThat(watcher.check()).containsInstanceOf(ConfigResult.Valid.class);
        assertThat(watcher.check()).isEmpty();
    }

    @Test
    void followsTheSwapOfADirectoryOfAConfigMap() throws IOException {
        // Given the layout of a mounted ConfigMap: sluice.yaml -> ..data/sluice.yaml, ..data ->
        // ..2026_1
        Path mount = Files.createDirectory(directory.resolve("mount"));
        version(mount, "..2026_1", 20);
        version(mount, "..2026_2", 21);
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_1"));
        Path link = Files.createSymbolicLink(
                mount.resolve("sluice.yaml"), Path.of("..data/sluice.yaml"));
        ConfigWatcher mounted = watcher(link);
        assertThat(depth(Optional.of(mounted.load()))).isEqualTo(20);
        assertThat(mounted.check()).isEmpty();

        // When
        Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2026_2"));
        Files.move(
                mount.resolve("..data_tmp"),
                mount.resolve("..data"),
                StandardCopyOption.ATOMIC_MOVE);

        // Then
        assertThat(depth(mounted.check())).isEqualTo(21);
        assertThat(mounted.check()).isEmpty();
    }

    @Test
    void watchesTheKeysOfTheBuiltInConfiguration() throws IOException {
        ConfigWatcher builtIn = watcher(null);
        assertThat(builtIn.load()).isInstanceOf(ConfigResult.Valid.class);
        assertThat(builtIn.check()).isEmpty();

        Files.writeString(keys, "broken: true\n");

        assertThat(builtIn.check()).containsInstanceOf(ConfigResult.Invalid.class);
    }

    private ConfigWatcher watcher(@Nullable Path config) {
        return new ConfigWatcher(
                config, directory, Map.<String, String>of()::get, () -> now, FileStamp::of);
    }

    /** One that is told the same stamp of every file, whatever happens. */
    private ConfigWatcher watcher(Path config, FileStamp stamp) {
        return new ConfigWatcher(
                config, directory, Map.<String, String>of()::get, () -> now, path -> stamp);
    }

    private static void version(Path mount, String name, int depth) throws IOException {
        Path version = Files.createDirectory(mount.resolve(name)).resolve("sluice.yaml");
        Files.writeString(version, withDepth(depth));
        Files.setLastModifiedTime(version, FileTime.from(Instant.EPOCH));
    }

    private static String withDepth(int depth) {
        return Reading.SMALL + "limits: { depth: " + depth + " }\n";
    }

    private static int depth(Optional<ConfigResult> result) {
        return ((ConfigResult.Valid) result.orElseThrow()).config().limits().depth();
    }
}
