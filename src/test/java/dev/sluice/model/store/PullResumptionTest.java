package dev.sluice.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.model.store.ModelPull.Source;

import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;

/** What becomes of a file that is there in part. */
class PullResumptionTest extends PullKit {
    @Test
    void goesOnWhereTheConnectionBroke() throws Exception {
        // Given
        hub.answers(FakeHub.file(TINY, 40_000), FakeHub.file(TINY, 20_000), FakeHub.file(TINY));

        // When
        StoredModel model = pull("tiny", Source.HUB, null);

        // Then
        assertThat(model.path()).hasBinaryContent(TINY);
        assertThat(hub.headers(0).getFirst("Range")).isNull();
        assertThat(hub.headers(1).getFirst("Range")).isEqualTo("bytes=40000-");
        assertThat(hub.headers(1).getFirst("If-Range"))
                .isEqualTo("\"" + SHA256.substring(0, 16) + "\"");
        assertThat(hub.headers(2).getFirst("Range")).isEqualTo("bytes=60000-");
    }

    @Test
    void keepsWhatCameForTheNextPull() throws Exception {
        // Given: a server that brings something once and then nothing
        hub.answers(FakeHub.file(TINY, 40_000), FakeHub.file(TINY, 0));

        // When
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(() -> pull("tiny", Source.HUB, null))
                .withMessageContaining("39.1 KiB are kept, pull again to go on from there");

        // Then
        assertThat(files()).containsExactly("tiny.gguf.part", "tiny.gguf.part.json");

        // When
        try (FakeHub recovered = new FakeHub().answers(FakeHub.file(TINY))) {
            StoredModel model =
                    puller(recovered.address(), pip.failing()).pull("tiny", Source.HUB, null);

            // Then
            assertThat(recovered.headers(0).getFirst("Range")).isEqualTo("bytes=40000-");
            assertThat(model.path()).hasBinaryContent(TINY);
            assertThat(files()).containsExactly("tiny.gguf", "tiny.json");
        }
    }

    @Test
    void startsAnewWhenTheServerIgnoresTheRange() throws Exception {
        // Given
        hub.answers(FakeHub.file(TINY, 40_000), FakeHub.wholeFile(TINY));

        // When
        StoredModel model = pull("tiny", Source.HUB, null);

        // Then
        assertThat(hub.headers(1).getFirst("Range")).isEqualTo("bytes=40000-");
        assertThat(model.path()).hasBinaryContent(TINY);
    }

    @Test
    void startsAnewWhenTheFileHasChanged() throws Exception {
        // Given: what lies here is longer than the file, and tagged as its beginning
        Files.createDirectories(store.directory());
        Files.write(store.part("tiny").path(), new byte[TINY.length + 5]);
        String tag = "\"" + SHA256.substring(0, 16) + "\"";
        store.part("tiny").origin(new PartFile.Origin(KNOWN.hub().label(), tag));
        hub.answers(FakeHub.file(TINY));

        // When
        StoredModel model = pull("tiny", Source.HUB, null);

        // Then
        assertThat(hub.requestCount()).isEqualTo(2);
        assertThat(model.path()).hasBinaryContent(TINY);
    }

    @Test
    void doesNotContinueAnotherSourcesFile() throws Exception {
        // Given
        Files.createDirectories(store.directory());
        Files.write(store.part("tiny").path(), new byte[100]);
        store.part("tiny").origin(new PartFile.Origin("hf:other/repo/tiny.gguf", "\"1\""));
        hub.answers(FakeHub.file(TINY));

        // When
        StoredModel model = pull("tiny", Source.HUB, null);

        // Then
        assertThat(hub.headers(0).getFirst("Range")).isNull();
        assertThat(model.path()).hasBinaryContent(TINY);
    }

    @Test
    void deletesAFileWithTheWrongDigest() throws Exception {
        // Given
        byte[] other = TINY.clone();
        other[other.length - 1] ^= 1;
        hub.answers(FakeHub.file(other));

        // When, Then
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(() -> pull("tiny", null, null))
                .withMessageContaining(
                        "its SHA-256 is " + DigestUtils.sha256Hex(other) + ", expected " + SHA256);
        assertThat(files()).isEmpty();
    }

    @Test
    void takesTheDigestTheHubAnnounces() throws Exception {
        // Given
        try (FakeHub storage = new FakeHub().answers(FakeHub.file(TINY))) {
            hub.answers(FakeHub.redirect(
                    storage.address().resolve("/blob?sig=1"), "f".repeat(64), TINY.length));

            // When, Then
            assertThatExceptionOfType(PullException.class)
                    .isThrownBy(() -> pull("o/r/tiny.gguf", null, null))
                    .withMessageContaining("expected " + "f".repeat(64));
            assertThat(files()).isEmpty();
        }
    }
}
