package dev.sluice.cli;

import dev.sluice.upstream.local.EngineEnvironment;
import dev.sluice.upstream.local.Programs;

import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * {@code sluice engine}: the process that serves local models. Exit codes: 0 done, 1 failed, 2
 * wrong usage.
 */
@NullMarked
@Command(
        name = "engine",
        description = "Install the engine that serves local models, or say which one would.",
        mixinStandardHelpOptions = true,
        subcommands = {EngineCliCommand.Install.class, EngineCliCommand.Status.class})
public final class EngineCliCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        throw Streams.usage(spec, "expected a subcommand: install or status");
    }

    /** Makes the Python environment. */
    @Command(
            name = "install",
            description = "Make the Python environment of Sluice's own engine.",
            mixinStandardHelpOptions = true)
    static final class Install implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private DataOption data = new DataOption();

        @Override
        public Integer call() {
            PrintWriter out = Streams.out(spec);
            EngineEnvironment environment = new EngineEnvironment(data.engine());
            if (environment.installed()) {
                out.printf(
                        "the engine is already installed (xllamacpp %s)%n",
                        environment.engineVersion());
                out.flush();
                return ExitCode.OK;
            }
            try {
                environment.install(line -> {
                    out.println(line);
                    out.flush();
                });
                return ExitCode.OK;
            } catch (IOException failed) {
                return Streams.failed(spec, failed);
            }
        }
    }

    /** Says which engine would serve a local model now. */
    @Command(
            name = "status",
            description =
                    "Say which engine would serve a local model that names no command of its own.",
            mixinStandardHelpOptions = true)
    static final class Status implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private DataOption data = new DataOption();

        @Override
        public Integer call() {
            PrintWriter out = Streams.out(spec);
            EngineEnvironment environment = new EngineEnvironment(data.engine());
            boolean installed = environment.installed();
            Optional<Path> server = Programs.onPath("llama-server");
            out.printf("%-12s %s%n", "engine", engine(environment, installed, server));
            out.printf("%-12s %s%n", "environment", state(environment, installed));
            out.flush();
            return ExitCode.OK;
        }

        private static String engine(
                EngineEnvironment environment, boolean installed, Optional<Path> server) {
            if (server.isPresent()) {
                return server.get() + " (found on the PATH)";
            }
            return installed
                    ? "%s (Sluice's own, xllamacpp %s)"
                            .formatted(environment.python(), environment.engineVersion())
                    : "none yet: run sluice engine install, or put llama-server on the PATH";
        }

        private static String state(EngineEnvironment environment, boolean installed) {
            if (installed) {
                return "%s (installed)".formatted(environment.directory());
            }
            return Files.exists(environment.python())
                    ? "%s (incomplete or outdated: run sluice engine install)"
                            .formatted(environment.directory())
                    : "%s (not installed)".formatted(environment.directory());
        }
    }
}
