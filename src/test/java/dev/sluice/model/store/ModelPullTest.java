package dev.sluice.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;

import dev.sluice.model.store.ModelPull.Source;
import dev.sluice.testing.GgufWriter;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class ModelPullTest extends PullKit {
    @Test
    void pullsAKnownModelFromTheHub() throws Exception {
        // Given
        hub.answers(FakeHub.file(TINY));

        // When
        StoredModel model = pull("tiny", null, null);

        // Then
        assertThat(hub.paths()).containsExactly("/owner/repo/resolve/abc123/tiny.gguf");
        assertThat(model.path()).hasBinaryContent(TINY);
        assertThat(model.provenance().source()).isEqualTo("hf:owner/repo@abc123/tiny.gguf");
        assertThat(model.provenance().sha256()).isEqualTo(SHA256);
        assertThat(model.provenance().licence()).isEqualTo("Apache-2.0");
        assertThat(files()).containsExactly("tiny.gguf", "tiny.json");
        assertThat(listener.last.bytes()).isEqualTo(TINY.length);
        assertThat(listener.last.total()).isEqualTo(TINY.length);
        assertThat(listener.last.bytesPerSecond()).isPositive();
    }

    @Test
    void pullsAnyFileOfTheHubUnderItsBaseNameOrAnother() throws Exception {
        // Given
        hub.answers(FakeHub.file(TINY));

        // When
        StoredModel own = pull("o/r/sub dir/some.Q4.gguf", null, null);
        StoredModel other = pull("hf:o/r@v2/some.Q4.gguf", null, "other");

        // Then
        assertThat(own.name()).isEqualTo("some.Q4");
        assertThat(other.name()).isEqualTo("other");
        assertThat(hub.paths())
                .containsExactly(
                        "/o/r/resolve/main/sub%20dir/some.Q4.gguf", "/o/r/resolve/v2/some.Q4.gguf");
        assertThat(own.provenance().licence()).isEqualTo("mit");
    }

    @Test
    void copiesALocalFileAndAgainWhenItIsPulledAgain() throws Exception {
        // Given
        Path file = Files.write(tools.resolve("mine.gguf"), TINY);
        byte[] changed = GgufWriter.tinyModel("Changed").bytes();

        // When
        StoredModel first = pull(file.toString(), null, null);
        Files.write(file, changed);
        StoredModel second = pull("file:" + file, Source.FILE, null);

        // Then
        assertThat(first.name()).isEqualTo("mine");
        assertThat(first.provenance().source()).isEqualTo("file:" + file);
        assertThat(second.path()).hasBinaryContent(changed);
        assertThat(file).exists();
    }

    @Test
    void leavesAPresentModelAlone() throws Exception {
        // Given
        hub.answers(FakeHub.file(TINY));
        StoredModel first = pull("tiny", null, null);

        // When
        StoredModel second = pull("tiny", null, null);

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(hub.requestCount()).isEqualTo(1);
    }

    @Test
    void doesNotOverwriteAnotherModelOfThatName() throws Exception {
        // Given
        hub.answers(FakeHub.file(TINY));
        pull("o/r/a.gguf", null, "mine");

        // When, Then
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(() -> pull("o/r/b.gguf", null, "mine"))
                .withMessage("the name mine is taken by a model from hf:o/r/a.gguf:"
                        + " choose another with --as, or remove it first");
    }

    @Test
    void leavesNoHalfFileInPlaceWhenItIsInterrupted() throws Exception {
        // Given
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        hub.answers(exchange -> {
            sendHalf(exchange);
            await(done);
        });
        listener.onProgress = progress -> half.countDown();
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread puller = Thread.ofVirtual().start(() -> {
            try {
                pull("tiny", Source.HUB, null);
            } catch (Throwable ended) {
                outcome.complete(ended);
            }
        });
        assertThat(half.await(10, TimeUnit.SECONDS)).isTrue();

        // When
        puller.interrupt();

        // Then
        assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        done.countDown();
        assertThat(files()).containsExactly("tiny.gguf.part", "tiny.gguf.part.json");
        assertThat(store.get("tiny")).isEmpty();
    }

    @Test
    void saysWhatItCannotUnderstand() throws Exception {
        assertThatExceptionOfType(PullException.BadRequest.class)
                .isThrownBy(() -> pull("tinny", null, null))
                .withMessage("there is no model 'tinny': expected one of [tiny], "
                        + "OWNER/REPOSITORY/FILE.gguf on the hub,"
                        + " or the path of a GGUF file");
        assertThatExceptionOfType(PullException.BadRequest.class)
                .isThrownBy(() -> pull("hf:o/r/../x.gguf", null, null));
        assertThatExceptionOfType(PullException.BadRequest.class)
                .isThrownBy(() -> pull("o/r/x.gguf", Source.PIP, null))
                .withMessage("this model cannot come from 'pip': expected --from hub");
        assertThatExceptionOfType(PullException.BadRequest.class)
                .isThrownBy(() -> pull("tiny", null, "a/b"))
                .withMessageContaining("'a/b' is not usable");
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(() -> pull("./none.gguf", null, null))
                .withMessageContaining("there is no file");
    }

    @Test
    void understandsTheHubsEnvironmentAndKeepsItsSecret() throws Exception {
        // When
        PullSettings settings = PullSettings.of(
                Map.of("HF_ENDPOINT", "https://mirror.example/hf/", "HF_TOKEN", " hf_secret\n"));

        // Then
        assertThat(settings.hub()).isEqualTo(URI.create("https://mirror.example/hf"));
        assertThat(settings.token()).isEqualTo("hf_secret");
        assertThat(settings).hasToString("PullSettings[hub=mirror.example, token=***]");
        assertThat(PullSettings.of(Map.of()).hub()).isEqualTo(URI.create("https://huggingface.co"));
        assertThatExceptionOfType(PullException.BadRequest.class)
                .isThrownBy(() -> PullSettings.of(Map.of("HF_ENDPOINT", "mirror")));
    }

    private static void sendHalf(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("ETag", "\"1\"");
        exchange.sendResponseHeaders(200, TINY.length);
        for (int at = 0; at < TINY.length / 2; at += 1_000) {
            exchange.getResponseBody().write(TINY, at, 1_000);
            exchange.getResponseBody().flush();
        }
    }
}
