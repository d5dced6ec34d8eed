package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Objects;

/** The command line's writers, and the two ways for a command to fail. */
@NullMarked
final class Streams {
    private Streams() {}

    static CommandLine line(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec, "picocli injects the spec").commandLine();
    }

    static PrintWriter out(@Nullable CommandSpec spec) {
        return line(spec).getOut();
    }

    /** Prints one line to the error stream; exit code 1. */
    static int failed(@Nullable CommandSpec spec, Exception failure) {
        PrintWriter err = line(spec).getErr();
        err.println("error: " + failure.getMessage());
        err.flush();
        return ExitCode.SOFTWARE;
    }

    /** Prints the message and the usage; exit code 2. */
    static ParameterException usage(@Nullable CommandSpec spec, String message) {
        return new ParameterException(line(spec), message);
    }

    /**
     * Whether a person sees the output. From JDK 25 on there is again no console without a
     * terminal.
     */
    @SuppressWarnings("SystemConsoleNull")
    static boolean terminal() {
        Console console = System.console();
        return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }
}
