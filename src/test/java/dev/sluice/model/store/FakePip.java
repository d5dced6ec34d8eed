package dev.sluice.model.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An interpreter whose pip "downloads" a prepared wheel, and notes how it was called. */
final class FakePip {
    private final Path directory;

    FakePip(Path directory) {
        this.directory = directory;
    }

    Python serving(String member, byte[] content) throws IOException {
        Path wheel = directory.resolve("package-1.0-py3-none-any.whl");
        try (OutputStream out = Files.newOutputStream(wheel);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(member));
            zip.write(content);
        }
        return script("""
                echo "$@" > "%s"
                echo "Collecting package"
                while [ "$1" != -d ]; do shift; done
                cp "%s" "$2"
                """.formatted(calls(), wheel));
    }

    Python failing() throws IOException {
        return script("""
                echo "Looking around"
                echo "ERROR: No matching distribution found" >&2
                exit 1
                """);
    }

    /** The arguments of the last call. */
    Path calls() {
        return directory.resolve("calls");
    }

    private Python script(String body) throws IOException {
        Path script = Files.writeString(directory.resolve("fake-python"), body);
        return Python.of("/bin/sh", script.toString());
    }
}
