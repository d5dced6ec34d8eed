package dev.sluice.cli;

import dev.sluice.config.ConfigFile;
import dev.sluice.config.ConfigResult;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.bind.ConfigProblem;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The steps that every demo begins with. */
final class DemoSetup {
    private static final int MAX_PORT = 65_535;

    private DemoSetup() {}

    static void checkPort(@Nullable CommandSpec spec, int port) {
        if (port < 0 || port > MAX_PORT) {
            throw Streams.usage(spec, "--port is " + port + " (expected: 0 to " + MAX_PORT + ")");
        }
    }

    static SluiceConfig load(Path file, Path own) throws IOException {
        return switch (ConfigFile.load(file, own)) {
            case ConfigResult.Valid valid -> valid.config();
            case ConfigResult.Invalid invalid ->
                throw new IOException(invalid.problems().stream()
                        .map(ConfigProblem::toString)
                        .collect(Collectors.joining("; ")));
        };
    }

    /** Makes a directory, with nothing left from an earlier run. */
    static void empty(Path directory) throws IOException {
        if (Files.exists(directory)) {
            List<Path> old;
            try (Stream<Path> found = Files.walk(directory)) {
                old = found.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : old) {
                Files.delete(path);
            }
        }
        Files.createDirectories(directory);
    }

    /** Waits for a permit that nobody releases. */
    static void pause(Duration time) throws InterruptedException {
        boolean given = new Semaphore(0).tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
        assert !given;
    }
}
