package dev.sluice.upstream.local;

import dev.sluice.config.bind.Secret;
import dev.sluice.config.upstream.EngineConfig;
import dev.sluice.model.store.ModelStore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One engine process without a gateway, started exactly as the local lane starts it, so that the
 * gateway's overhead can be measured. It is not restarted when it ends. Blocks; {@link #close}
 * returns when the process has ended.
 */
public final class EngineAlone implements AutoCloseable {
    private static final Duration END_GRACE = Duration.ofSeconds(5);

    private final String file;
    private final EngineSupervisor.Launched launched;

    private EngineAlone(String file, EngineSupervisor.Launched launched) {
        this.file = file;
        this.launched = launched;
    }

    /**
     * Starts the process.
     *
     * @param file a pulled model's name, or the path of a GGUF file
     * @throws IOException if something it needs is missing; the message says what
     */
    public static EngineAlone start(String file, Path data, EngineConfig config)
            throws IOException {
        EngineSpec spec = new EngineSpec(file, List.of(), config);
        EngineHome home = new EngineHome(data, new EngineEnvironment(data.resolve("engine")));
        int cores = Runtime.getRuntime().availableProcessors();
        int threads = config.threads() > 0 ? config.threads() : cores;
        EngineLauncher launcher =
                new EngineLauncher(spec, new ModelStore(data)::find, home, () -> threads);
        try {
            return new EngineAlone(file, launcher.launch());
        } catch (EngineUnavailable e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Waits until the engine answers.
     *
     * @throws IOException if it ends, or does not answer within the limit
     */
    public void awaitReady(Duration limit) throws IOException, InterruptedException {
        if (!launched.process().awaitReady(limit)) {
            throw new IOException("the engine of '" + file + "' did not start within "
                    + limit.toSeconds() + " s: " + launched.reason().get());
        }
    }

    /** The port on the loopback address where it serves {@code /v1}. */
    public int port() {
        return launched.url().getPort();
    }

    /** The key that callers must send. */
    public Secret key() {
        return launched.key();
    }

    @Override
    public void close() {
        try {
            launched.process().end(END_GRACE);
        } catch (InterruptedException e) {
            // The engine ends with this process at the latest, because its stdin is closed.
            Thread.currentThread().interrupt();
        }
    }
}
