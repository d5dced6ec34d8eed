package dev.sluice.upstream.local;

import dev.sluice.config.bind.Secret;
import dev.sluice.model.store.GgufException;
import dev.sluice.model.store.GgufHeader;
import dev.sluice.upstream.local.request.ControlTexts;
import dev.sluice.upstream.local.request.Vocabulary;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.IntSupplier;

/**
 * Starts the process of one engine, each time with a new port and key. Blocks: run it on virtual
 * threads only.
 */
final class EngineLauncher implements EngineSupervisor.Launcher {
    private static final int KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final EngineSpec spec;
    private final ModelFiles files;
    private final EngineHome home;
    private final IntSupplier threads;

    /** Makes a launcher; {@code threads} is called at each start. */
    EngineLauncher(EngineSpec spec, ModelFiles files, EngineHome home, IntSupplier threads) {
        this.spec = spec;
        this.files = files;
        this.home = home;
        this.threads = threads;
    }

    @Override
    public EngineSupervisor.Launched launch() throws IOException, EngineUnavailable {
        Path model = files.find(spec.file())
                .filter(Files::isRegularFile)
                .orElseThrow(() -> new EngineUnavailable("model '" + spec.file()
                        + "' is not on this machine: run ./sluice model pull " + spec.file()));
        GgufHeader header = header(model, false);
        Vocabulary vocabulary = new Vocabulary(
                new ControlTexts(header.controlTexts()),
                header.controlIds(),
                header.vocabularySize());
        for (Path adapter : spec.adapters()) {
            if (!Files.isRegularFile(adapter)) {
                throw new EngineUnavailable("adapter " + adapter + " of model '" + spec.file()
                        + "' does not exist: correct its path in sluice.yaml or put the "
                        + "file there");
            }
            header(adapter, true);
        }
        int port = freePort();
        Secret key = new Secret(randomKey());
        EngineCommand.Start start =
                new EngineCommand.Start(model.toAbsolutePath(), port, key, threads.getAsInt());
        EngineCommand command =
                EngineCommand.choose(spec, start, home, EngineCommand.llamaServer());
        EngineLog log = home.log(spec.name());
        EngineProcess process = EngineProcess.start(command, port, log);
        URI url = URI.create("http://127.0.0.1:" + port + "/v1");
        return new EngineSupervisor.Launched(
                process,
                log::reason,
                url,
                key,
                vocabulary,
                routes -> routes.properties().toCompletableFuture().join());
    }

    private static GgufHeader header(Path file, boolean adapter) throws EngineUnavailable {
        try {
            GgufHeader header = GgufHeader.read(file);
            if (header.adapter() != adapter) {
                throw new EngineUnavailable(file + " is of type " + header.type() + " (expected: "
                        + (adapter ? "adapter" : "model") + ")");
            }
            return header;
        } catch (GgufException e) {
            throw new EngineUnavailable(String.valueOf(e.getMessage()));
        }
    }

    /**
     * A port that was free just now. An engine that finds it taken ends, and its next start gets
     * another one.
     */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static String randomKey() {
        byte[] bytes = new byte[KEY_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
