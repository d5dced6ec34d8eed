package dev.sluice.cli;

import dev.sluice.config.ConfigFile;
import dev.sluice.config.ConfigResult.Invalid;
import dev.sluice.config.ConfigResult.Valid;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.bind.ConfigProblem;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Function;

/** {@code ./sluice config}: says what is wrong with a configuration and what one may contain. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Checks a configuration file, or prints its JSON Schema.")
public final class ConfigCommand implements Runnable {
    private final Function<String, @Nullable String> environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything
    private CommandSpec spec;

    public ConfigCommand() {
        this(System::getenv);
    }

    ConfigCommand(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /** Without a subcommand there is nothing to run. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "expected a subcommand: check FILE or schema");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Prints every problem and warning; exits with 1 if there are problems.")
    int check(
            @Parameters(
                            paramLabel = "FILE",
                            description = "The configuration, usually sluice.yaml.")
                    Path file,
            @Mixin DataOption data) {
        PrintWriter out = spec.commandLine().getOut();
        switch (ConfigFile.load(file, data.directory(), environment)) {
            case Valid valid -> {
                valid.warnings().forEach(warning -> out.println("warning: " + warning));
                out.println(file + " is valid: " + summary(valid.config()));
                out.flush();
                return 0;
            }
            case Invalid invalid -> {
                for (ConfigProblem problem : invalid.problems()) {
                    out.println("error: " + problem);
                }
                out.println(file + " is not valid: " + count(invalid.problems().size(), "problem"));
                out.flush();
                return 1;
            }
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Prints the JSON Schema of the configuration, for editors and pipelines.")
    int schema() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(SluiceConfig.schema());
        out.flush();
        return 0;
    }

    private static String summary(SluiceConfig config) {
        return String.join(
                ", ",
                count(config.upstreams().size(), "upstream"),
                count(config.models().size(), "model"),
                count(config.routes().size(), "route"),
                count(config.keys().size(), "key"));
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
