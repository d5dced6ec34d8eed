package dev.sluice.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the data directory, and where it is when nobody names it. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory. Default: the environment's SLUICE_DATA, else ./data.")
    private @Nullable Path directory;

    Path directory() {
        if (directory != null) {
            return directory;
        }
        String named = System.getenv("SLUICE_DATA");
        return Path.of(named == null || named.isEmpty() ? "data" : named);
    }
}
