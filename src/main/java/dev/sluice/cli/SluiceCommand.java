package dev.sluice.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The top-level command. */
@Command(
        name = "sluice",
        description = "A streaming gateway for the language models a team fine-tunes.",
        mixinStandardHelpOptions = true,
        subcommands = {
            RunCommand.class,
            ModelCommand.class,
            EngineCliCommand.class,
            ConfigCommand.class,
            KeyCommand.class,
            CalibrateCommand.class,
            ExperimentCommand.class,
            AuditCommand.class,
            SimulateCommand.class,
            BenchCommand.class,
            DemoCommand.class
        })
public final class SluiceCommand {
    /** The parser of the whole command line. */
    public static CommandLine commandLine() {
        return new CommandLine(new SluiceCommand());
    }
}
