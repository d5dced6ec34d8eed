package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Eventually;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

@Timeout(30)
class TetherTest {
    @TempDir
    private Path directory;

    @Test
    void exitsWithTheCodeOfTheCommand() throws Exception {
        Process tether = tether("exit 7");
        assertThat(tether.waitFor()).isEqualTo(7);
    }

    @Test
    void endsTheCommandWhenStdinEnds() throws Exception {
        // Given
        Process tether = tether("echo $$ > pid; exec sleep 60");
        long child = pid("pid");

        // When
        tether.getOutputStream().close();

        // Then
        assertThat(tether.waitFor()).isEqualTo(128 + 15);
        Eventually.equals(() -> alive(child), false);
    }

    @Test
    void killsACommandThatIgnoresTerm() throws Exception {
        // Given
        Process tether = tether("trap '' TERM; echo $$ > pid; while :; do sleep 1; done");
        long child = pid("pid");

        // When
        tether.getOutputStream().close();

        // Then
        assertThat(tether.waitFor()).isEqualTo(128 + 9);
        Eventually.equals(() -> alive(child), false);
    }

    @Test
    void endsWhatTheCommandHasStartedToo() throws Exception {
        // Given
        Process tether = tether("sleep 60 & echo $! > grandchild; echo $$ > pid; wait");
        pid("pid");
        long grandchild = pid("grandchild");

        // When
        tether.getOutputStream().close();

        // Then
        tether.waitFor();
        Eventually.equals(() -> alive(grandchild), false);
    }

    @Test
    void endsTheCommandWhenItsParentIsKilled() throws Exception {
        // Given: a shell in the middle, which holds the pipe to the tether as Sluice would
        Files.writeString(directory.resolve("command.sh"), "echo $$ > pid; exec sleep 60\n");
        Process parent = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "sleep 60 | /bin/sh tether.sh /bin/sh command.sh & "
                                + "echo $! > job; wait")
                .directory(prepared())
                .start();
        long child = pid("pid");
        Eventually.equals(() -> holders(parent, child).size(), 1); // It may only be forked yet.

        // When
        holders(parent, child).getFirst().destroyForcibly();

        // Then
        Eventually.equals(() -> alive(child), false);
        parent.destroyForcibly();
    }

    @Test
    void ctrlCInTheTerminalReachesNeitherTheTetherNorTheCommand() throws Exception {
        // Given: the tether in a group with a shell, as in a terminal's foreground
        Process tether = tether("echo $$ > pid; exec sleep 60");
        long child = pid("pid");

        // When
        new ProcessBuilder("kill", "-INT", String.valueOf(tether.pid())).start().waitFor();
        boolean ended = tether.waitFor(300, TimeUnit.MILLISECONDS);

        // Then
        assertThat(ended).isFalse();
        assertThat(group(child)).isEqualTo(child).isNotEqualTo(group(tether.pid()));
        assertThat(alive(child)).isTrue();
        tether.getOutputStream().close();
        tether.waitFor();
    }

    @Test
    void passesArgumentsOnAsTheyAre() throws Exception {
        // Given
        Path out = directory.resolve("out");

        // When
        Process tether =
                start("/bin/sh", "-c", "printf '[%s]' \"$@\" > out", "sh", "a b", "*", "$HOME", "");

        // Then
        assertThat(tether.waitFor()).isZero();
        assertThat(out).hasContent("[a b][*][$HOME][]");
    }

    /** Whoever holds the pipe to the tether: the other {@code sleep 60} than the command's. */
    private static List<ProcessHandle> holders(Process parent, long child) {
        return parent.descendants()
                .filter(handle -> handle.info()
                        .arguments()
                        .map(List::of)
                        .orElse(List.of())
                        .equals(List.of("60")))
                .filter(handle -> handle.pid() != child)
                .toList();
    }

    private Process tether(String script) throws IOException {
        return start("/bin/sh", "-c", script);
    }

    private Process start(String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "tether.sh"));
        words.addAll(List.of(command));
        return new ProcessBuilder(words).directory(prepared()).start();
    }

    private java.io.File prepared() throws IOException {
        Path tether = new EngineHome(directory.resolve("data"), new EngineEnvironment(directory))
                .tether();
        Files.copy(tether, directory.resolve("tether.sh"));
        return directory.toFile();
    }

    private long pid(String file) {
        Path path = directory.resolve(file);
        Eventually.equals(() -> read(path).endsWith("\n"), true);
        return Long.parseLong(read(path).strip());
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static long group(long pid) throws Exception {
        Process ps = new ProcessBuilder("ps", "-o", "pgid=", "-p", String.valueOf(pid)).start();
        return Long.parseLong(
                new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }
}
