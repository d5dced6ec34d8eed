package dev.sluice.cli;

import dev.sluice.config.ConfigFile;
import dev.sluice.config.ConfigResult;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.bind.ConfigProblem;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Starts the gateway: checks the configuration, prepares the database, the local model and the
 * engine, then runs the application until it is told to stop.
 */
@Command(name = "run", description = "Start the gateway.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration; by default ./sluice.yaml if it exists, else the "
                    + "default local model.")
    @Nullable
    Path config;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the API; 0 picks a free one.")
    @Nullable
    Integer port;

    @Mixin
    DataOption data = new DataOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Path file = config != null
                ? config
                : Files.exists(Path.of("sluice.yaml")) ? Path.of("sluice.yaml") : null;
        SluiceConfig settings;
        switch (ConfigFile.load(file, data.directory())) {
            case ConfigResult.Valid valid -> {
                valid.warnings().forEach(warning -> out.println("warning: " + warning));
                settings = valid.config();
            }
            case ConfigResult.Invalid invalid -> {
                invalid.problems().stream()
                        .map(ConfigProblem::toString)
                        .forEach(spec.commandLine().getErr()::println);
                return 1;
            }
        }
        if (port != null && (port < 0 || port > 65_535)) {
            spec.commandLine().getErr().println("--port is " + port + " (expected: 0 to 65535)");
            return 2;
        }
        GatewayProcess process = new GatewayProcess(settings, data.directory(), port);
        Optional<String> portProblem = process.portProblem();
        if (portProblem.isPresent()) {
            spec.commandLine().getErr().println("sluice: " + portProblem.get());
            return 1;
        }
        try {
            Files.createDirectories(data.directory());
            new LocalPreparation(settings, data.directory(), out).run();
            process.startDatabase(out);
        } catch (IOException e) {
            spec.commandLine().getErr().println("sluice: " + e.getMessage());
            return 1;
        }
        process.configure(file);
        System.setProperty("sluice.report", "true");
        return process.run(null);
    }
}
