package dev.sluice.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.testing.GgufWriter;

import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

class ModelStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final byte[] TINY = GgufWriter.tinyModel("Tiny").bytes();

    @TempDir
    private Path data;

    private ModelStore store;

    @BeforeEach
    void createStore() throws Exception {
        store = new ModelStore(data, Clock.fixed(NOW, ZoneOffset.UTC));
        Files.createDirectories(store.directory());
    }

    @Test
    void installsACheckedFileWithItsProvenance() throws Exception {
        // Given
        Files.write(store.part("tiny").path(), TINY);

        // When
        StoredModel model = store.install(
                "tiny", new ModelStore.Origin("hf:o/r/f.gguf", DigestUtils.sha256Hex(TINY), null));

        // Then
        Path path = data.resolve("models/tiny.gguf");
        StoredModel expected = new StoredModel(
                "tiny",
                path,
                TINY.length,
                new StoredModel.Provenance(
                        "hf:o/r/f.gguf", DigestUtils.sha256Hex(TINY), TINY.length, "mit", NOW));
        assertThat(model).isEqualTo(expected);
        assertThat(store.list()).containsExactly(expected);
        assertThat(store.find("tiny")).contains(path);
        assertThat(path).hasBinaryContent(TINY);
        assertThat(files()).containsExactly("tiny.gguf", "tiny.json");
    }

    @Test
    void deletesAFileWithAnotherDigest() throws Exception {
        // Given
        Files.write(store.part("tiny").path(), TINY);
        String expected = "0".repeat(64);

        // When, Then
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(() -> store.install(
                        "tiny", new ModelStore.Origin("hf:o/r/f.gguf", expected, null)))
                .withMessageContaining(DigestUtils.sha256Hex(TINY))
                .withMessageContaining(expected);
        assertThat(files()).isEmpty();
    }

    @Test
    void keepsTheOldFileWhenTheNewOneIsNoGguf() throws Exception {
        // Given
        Files.write(store.part("tiny").path(), TINY);
        store.install("tiny", new ModelStore.Origin("file:/a.gguf", null, null));
        Files.writeString(store.part("tiny").path(), "<html>log in first</html>");

        // When, Then
        assertThatExceptionOfType(GgufException.class)
                .isThrownBy(() ->
                        store.install("tiny", new ModelStore.Origin("file:/b.gguf", null, null)));
        assertThat(store.directory().resolve("tiny.gguf")).hasBinaryContent(TINY);
        assertThat(store.get("tiny").orElseThrow().provenance().source()).isEqualTo("file:/a.gguf");
        assertThat(files()).containsExactly("tiny.gguf", "tiny.json");
    }

    @Test
    void refusesAPartOfASplitModel() throws Exception {
        // Given
        Files.write(
                store.part("big").path(),
                GgufWriter.tinyModel("Big").number("split.count", 3).bytes());

        // When, Then
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(() ->
                        store.install("big", new ModelStore.Origin("hf:o/r/f.gguf", null, null)))
                .withMessageStartingWith("hf:o/r/f.gguf is one of 3 parts of a split model");
        assertThat(files()).isEmpty();
    }

    @Test
    void findsFilesPutThereByHandAndPathsAnywhere() throws Exception {
        // Given
        Path byHand = Files.write(store.directory().resolve("hand.gguf"), TINY);
        Path elsewhere = Files.write(data.resolve("else.gguf"), TINY);

        // Then
        assertThat(store.list())
                .containsExactly(new StoredModel("hand", byHand, TINY.length, null));
        assertThat(store.find(elsewhere.toString())).contains(elsewhere);
        assertThat(store.find(data.resolve("none.gguf").toString())).isEmpty();
        assertThat(store.find("none")).isEmpty();
        assertThat(store.find("../else")).isEmpty();
    }

    @Test
    void ignoresTheProvenanceOfAnotherFile() throws Exception {
        // Given
        Files.write(store.part("tiny").path(), TINY);
        store.install("tiny", new ModelStore.Origin("file:/a.gguf", null, null));
        Files.write(
                store.directory().resolve("tiny.gguf"),
                GgufWriter.tinyModel("Replaced by hand ".repeat(9)).bytes());

        // Then
        assertThat(store.get("tiny").orElseThrow().provenance()).isNull();
    }

    @Test
    void removesAModelAndWhatAPullLeft() throws Exception {
        // Given
        Files.write(store.part("tiny").path(), TINY);
        store.install("tiny", new ModelStore.Origin("file:/a.gguf", null, null));
        Files.writeString(store.part("tiny").path(), "half");
        store.part("tiny").origin(new PartFile.Origin("hf:o/r/f.gguf", "\"1\""));

        // Then
        assertThat(store.remove("tiny")).isTrue();
        assertThat(files()).isEmpty();
        assertThat(store.remove("tiny")).isFalse();
    }

    @Test
    void refusesNamesThatLeaveTheDirectory() {
        for (String name : List.of("../x", "a/b", "", ".hidden", "-x", "x\n", "x".repeat(129))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.remove(name))
                    .withMessageContaining("--as");
        }
    }

    @Test
    void anEmptyStoreHasNoModels() throws Exception {
        assertThat(new ModelStore(data.resolve("nowhere")).list()).isEmpty();
    }

    @Test
    void theSecondOfOneNameWaitsForTheFirst() throws Exception {
        // Given
        CountDownLatch waiting = new CountDownLatch(1);
        FileMutex first = store.lock("tiny", () -> {});

        // When
        CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> {
            try (FileMutex _ = store.lock("tiny", waiting::countDown)) {
                return true;
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });

        // Then
        assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second).isNotDone();
        first.close();
        assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Everything but lock files, by name. */
    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(store.directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
