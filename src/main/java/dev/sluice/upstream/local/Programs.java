package dev.sluice.upstream.local;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds programs as a shell does. */
public final class Programs {
    private Programs() {}

    /** The first executable file with this name on the PATH of this process. */
    public static Optional<Path> onPath(String name) {
        return onPath(name, System.getenv().getOrDefault("PATH", ""));
    }

    /** The first executable file with this name on this PATH. */
    public static Optional<Path> onPath(String name, String path) {
        for (String directory : path.split(File.pathSeparator, -1)) {
            Path file = Path.of(directory, name);
            if (!directory.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
