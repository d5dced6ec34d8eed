package dev.sluice.upstream.local;

import dev.sluice.model.store.FileMutex;
import dev.sluice.model.store.Python;

import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.NullMarked;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Python environment that Sluice makes for its own engine, in {@code DATA/engine/venv}. It is
 * installed if a marker file has the digest of this release's requirements; otherwise it is deleted
 * and made anew. Immutable. {@link #install} takes seconds and blocks: run it on a worker. Installs
 * from several processes wait for each other.
 *
 * @param directory {@code DATA/engine}
 */
@NullMarked
public record EngineEnvironment(Path directory) {
    private static final String REQUIREMENTS = "/engine/requirements.txt";

    /** The engine's wheels are built against Python 3.10's stable interface. */
    private static final int OLDEST_PYTHON_MINOR = 10;

    private static final Pattern PINNED = Pattern.compile("(?m)^xllamacpp==([^\\s\\\\]+)");

    /** The interpreter that has the engine's packages. */
    public Path python() {
        return venv().resolve("bin").resolve("python");
    }

    /** Whether the environment is complete and has this release's requirements. */
    public boolean installed() {
        try {
            return Files.isExecutable(python())
                    && Files.readString(marker())
                            .strip()
                            .equals(DigestUtils.sha256Hex(requirements()));
        } catch (IOException noMarker) {
            return false;
        }
    }

    /** The version of the engine's package in this release's requirements. */
    public String engineVersion() {
        Matcher pinned = PINNED.matcher(new String(requirements(), StandardCharsets.UTF_8));
        return pinned.find() ? pinned.group(1) : "unknown";
    }

    /**
     * Makes the environment, unless it is installed.
     *
     * @param progress gets a line for each step, and the output of pip
     * @throws IOException if it can't be made; the message says why and what to do
     */
    public void install(Consumer<String> progress) throws IOException {
        install(System.getenv(), progress);
    }

    void install(Map<String, String> variables, Consumer<String> progress) throws IOException {
        try (FileMutex _ = FileMutex.acquire(
                directory.resolve(".lock"),
                () -> progress.accept("another install is under way; waiting for it"))) {
            if (installed()) {
                return;
            }
            Python base = Python.find(
                    variables,
                    OLDEST_PYTHON_MINOR,
                    List.of("venv", "ensurepip"),
                    "Install it (Debian, Ubuntu: apt install python3-venv; Fedora: dnf install "
                            + "python3; macOS: brew"
                            + " install python), or put llama-server on the PATH instead.");
            make(base, progress);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            InterruptedIOException ended =
                    new InterruptedIOException("the engine's install was interrupted");
            ended.initCause(interrupted);
            throw ended;
        }
    }

    private void make(Python base, Consumer<String> progress)
            throws IOException, InterruptedException {
        if (Files.exists(venv())) {
            progress.accept("removing an incomplete or outdated environment");
            delete(venv());
        }
        progress.accept("making an environment in %s with %s".formatted(venv(), base));
        run(
                base,
                progress,
                "cannot make a Python environment in " + venv(),
                "-m",
                "venv",
                venv().toString());
        Path requirements = directory.resolve("requirements.txt");
        Files.write(requirements, requirements());
        progress.accept("installing xllamacpp " + engineVersion());
        run(
                Python.of(python().toString()),
                progress,
                "cannot install the engine's packages; check the network and pip's settings, or "
                        + "put llama-server on"
                        + " the PATH instead",
                "-m",
                "pip",
                "install",
                "--disable-pip-version-check",
                "--no-cache-dir",
                "--only-binary=:all:",
                "--require-hashes",
                "-r",
                requirements.toString());
        Files.writeString(marker(), DigestUtils.sha256Hex(requirements()) + "\n");
        progress.accept("the engine is installed");
    }

    private static void run(
            Python python, Consumer<String> progress, String problem, String... arguments)
            throws IOException, InterruptedException {
        try {
            python.run(List.of(arguments), progress);
        } catch (IOException failed) {
            throw new IOException("%s (%s)".formatted(problem, failed.getMessage()), failed);
        }
    }

    private static byte[] requirements() {
        try (InputStream in = EngineEnvironment.class.getResourceAsStream(REQUIREMENTS)) {
            if (in == null) {
                throw new IllegalStateException(REQUIREMENTS + " is missing in this build");
            }
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Path venv() {
        return directory.resolve("venv");
    }

    private Path marker() {
        return venv().resolve("sluice-requirements.sha256");
    }
}
