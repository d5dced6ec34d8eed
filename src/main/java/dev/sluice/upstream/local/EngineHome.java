package dev.sluice.upstream.local;

import org.jboss.logging.Logger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files that engines need on disk: scripts from the jar, the Python environment, logs. Its
 * methods block; engines that start at the same time wait for each other.
 */
final class EngineHome {
    private static final Logger LOG = Logger.getLogger(EngineHome.class);

    private final Path data;
    private final EngineEnvironment environment;
    private final ReentrantLock lock = new ReentrantLock();

    EngineHome(Path data, EngineEnvironment environment) {
        this.data = data.toAbsolutePath();
        this.environment = environment;
    }

    /** The script of Sluice's own engine. */
    Path engine() throws IOException {
        return extracted("engine.py");
    }

    /** The script that makes another command end with Sluice. */
    Path tether() throws IOException {
        return extracted("tether.sh");
    }

    /** The interpreter that has the engine's packages, which are installed the first time. */
    Path python() throws IOException {
        lock.lock();
        try {
            if (!environment.installed()) {
                LOG.infof("installing the engine into %s", environment.directory());
                environment.install(LOG::info);
            }
            return environment.python();
        } finally {
            lock.unlock();
        }
    }

    /** The log of the named engine. */
    EngineLog log(String name) throws IOException {
        Path logs = data.resolve("logs");
        Files.createDirectories(logs);
        return new EngineLog(logs.resolve("engine-" + name + ".log"));
    }

    private Path extracted(String script) throws IOException {
        lock.lock();
        try (InputStream resource = EngineHome.class.getResourceAsStream("/engine/" + script)) {
            byte[] content = Objects.requireNonNull(resource, script).readAllBytes();
            Path directory = data.resolve("engine");
            Files.createDirectories(directory);
            Path file = directory.resolve(script);
            Path fresh = directory.resolve(script + ".new");
            Files.write(fresh, content);
            // Atomic, so that an engine of another process never reads half a script.
            return Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            lock.unlock();
        }
    }
}
