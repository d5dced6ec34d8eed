package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class ProgramsTest {
    @TempDir
    Path data;

    @Test
    void findsTheFirstExecutableOfThePath() throws IOException {
        Path first = Files.createDirectories(data.resolve("one"));
        Path second = Files.createDirectories(data.resolve("two"));
        Files.createFile(first.resolve("program"));
        Path program = Files.createFile(
                second.resolve("program"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        assertThat(Programs.onPath("program", ":" + first + ":" + second)).contains(program);
        assertThat(Programs.onPath("program", first.toString())).isEmpty();
    }
}
