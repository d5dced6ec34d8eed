package dev.sluice.cli;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the gateway may listen at an address, asked before anything else is started. Names the
 * process that has the port where {@code /proc} tells.
 */
final class PortCheck {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";

    private PortCheck() {}

    /**
     * What stands in the way of listening there; empty if nothing does.
     *
     * @param port 0 for any free one
     * @param setting where the port comes from, as {@code listen.port}
     */
    static Optional<String> problem(String host, int port, String setting) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true); // As the server itself does.
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return Optional.empty();
        } catch (IOException e) {
            // Else it is the address that is wrong, and whoever has the port elsewhere is not at
            // fault.
            String holder =
                    e instanceof BindException && String.valueOf(e.getMessage()).contains("in use")
                            ? holder(port)
                            : null;
            return Optional.of("can't listen on " + host + ":" + port + " (" + setting + "): "
                    + (holder == null ? e.getMessage() : "the port is taken by " + holder)
                    + "; stop that one or choose another port");
        }
    }

    /** The process that listens on the port; null if that can't be found out. */
    static @Nullable String holder(int port) {
        for (String table : List.of("tcp", "tcp6")) {
            try {
                for (String line : Files.readAllLines(PROC.resolve("net").resolve(table))) {
                    String[] columns = line.strip().split("\\s+", -1);
                    if (columns.length > 9
                            && columns[1].endsWith(String.format(Locale.ROOT, ":%04X", port))
                            && columns[3].equals(LISTENING)) {
                        return process(columns[9]);
                    }
                }
            } catch (IOException e) {
                return null; // Not Linux.
            }
        }
        return null;
    }

    private static @Nullable String process(String socket) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, "socket:[" + socket + "]")) {
                    String name = Files.readString(process.resolve("comm")).strip();
                    return "process " + process.getFileName() + " (" + name + ")";
                }
            }
        }
        return null;
    }

    private static boolean holds(Path process, String socket) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (isLinkTo(file, socket)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false; // Another user's, or it has just ended.
        }
        return false;
    }

    /** Whether the open file is the socket; one that was closed meanwhile is not. */
    private static boolean isLinkTo(Path file, String socket) {
        try {
            return Files.readSymbolicLink(file).toString().equals(socket);
        } catch (IOException e) {
            return false;
        }
    }
}
