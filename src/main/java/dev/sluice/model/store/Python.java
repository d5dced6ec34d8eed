package dev.sluice.model.store;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A Python interpreter of this machine, run as a child process. Immutable. Interrupting the thread
 * that waits for a run ends the child.
 */
public final class Python {
    /**
     * The names that Debian, Fedora, Homebrew and python.org install, newest last; {@code python3}
     * is what people mean.
     */
    private static final List<String> NAMES = List.of(
            "python3",
            "python3.14",
            "python3.13",
            "python3.12",
            "python3.11",
            "python3.10",
            "python");

    /** How many lines of a failed run go into the message. */
    private static final int KEPT_LINES = 6;

    private final List<String> command;

    private Python(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** An interpreter by its command. */
    public static Python of(String... command) {
        return new Python(List.of(command));
    }

    /**
     * The first interpreter on the PATH that is new enough and has the modules.
     *
     * @param minor minor version of the oldest usable Python 3
     * @param advice what to install, for the message if there is none
     */
    public static Python find(
            Map<String, String> environment, int minor, List<String> modules, String advice)
            throws IOException, InterruptedException {
        String check = "import sys, %s; sys.exit(0 if sys.version_info >= (3, %d) else 3)"
                .formatted(String.join(", ", modules), minor);
        List<String> seen = new ArrayList<>();
        for (Path candidate : candidates(environment.getOrDefault("PATH", ""))) {
            Python python = new Python(List.of(candidate.toString()));
            if (python.start(List.of("-c", check), false, line -> {}) == 0) {
                return python;
            }
            seen.add(candidate.toString());
        }
        throw new PullException(
                "no usable Python: expected Python 3.%d or newer with %s on the PATH, %s. %s"
                        .formatted(
                                minor,
                                String.join(" and ", modules),
                                seen.isEmpty()
                                        ? "found none"
                                        : "found only " + String.join(", ", seen),
                                advice));
    }

    private static List<Path> candidates(String path) {
        List<Path> found = new ArrayList<>();
        for (String name : NAMES) {
            for (String directory : path.split(File.pathSeparator, -1)) {
                Path file = Path.of(directory, name);
                if (!directory.isEmpty() && Files.isExecutable(file) && !Files.isDirectory(file)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    /**
     * Runs the interpreter to its end and passes on its output line by line. Fails if the run
     * fails.
     */
    public void run(List<String> arguments, Consumer<String> lines)
            throws IOException, InterruptedException {
        run(arguments, false, lines);
    }

    /**
     * Runs the interpreter to its end.
     *
     * @param sharesOutput lets it write to this process's own output; then only its errors come as
     *     lines
     */
    void run(List<String> arguments, boolean sharesOutput, Consumer<String> lines)
            throws IOException, InterruptedException {
        Deque<String> last = new ArrayDeque<>();
        int exit = start(arguments, sharesOutput, line -> {
            if (last.size() == KEPT_LINES) {
                last.removeFirst();
            }
            last.addLast(line);
            lines.accept(line);
        });
        if (exit != 0) {
            throw new IOException(
                    "%s ended with %d: %s".formatted(this, exit, String.join("\n  ", last)));
        }
    }

    private int start(List<String> arguments, boolean sharesOutput, Consumer<String> lines)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().remove("HF_TOKEN"); // The hub's token is for the hub only.
        if (sharesOutput) {
            builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
        } else {
            builder.redirectErrorStream(true);
        }
        Process process = builder.start();
        try (BufferedReader reader = sharesOutput
                ? process.errorReader(StandardCharsets.UTF_8)
                : process.inputReader(StandardCharsets.UTF_8)) {
            Thread pump = Thread.ofVirtual().start(() -> reader.lines().forEach(lines));
            int exit = process.waitFor();
            pump.join();
            return exit;
        } finally {
            process.destroy();
        }
    }

    @Override
    public String toString() {
        return String.join(" ", command);
    }
}
