package dev.sluice;

import dev.sluice.cli.SluiceCommand;

import io.quarkus.runtime.annotations.QuarkusMain;

/** The process entry: runs one command; {@code run} is the one that starts the gateway. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        System.exit(SluiceCommand.commandLine().execute(arguments));
    }
}
