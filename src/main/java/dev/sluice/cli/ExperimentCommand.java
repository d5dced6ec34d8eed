package dev.sluice.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code ./sluice experiment}: what can be computed about experiments without a running gateway.
 */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        description = "Computes which variant of an experiment units get.",
        subcommands = AssignCommand.class)
final class ExperimentCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    /** Without a subcommand there is nothing to run. */
    @Override
    public void run() {
        throw Streams.usage(spec, "expected a subcommand: assign");
    }
}
