package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** The option for the directory where Sluice keeps what it downloads and makes. */
@NullMarked
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:SLUICE_DATA:-data}",
            description = "Data directory (default: $SLUICE_DATA, or ./data).")
    private Path directory = Path.of("data");

    Path directory() {
        return directory;
    }

    Path engine() {
        return directory.resolve("engine");
    }
}
