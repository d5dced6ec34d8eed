package dev.sluice.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

class DiskSpaceTest {
    @TempDir
    private Path directory;

    @Test
    void saysHowMuchIsMissingBeforeATransferBegins() {
        assertThatExceptionOfType(PullException.class)
                .isThrownBy(() -> DiskSpace.require(directory, 1L << 60))
                .withMessageMatching(
                        "not enough room in \\S+: 1048576\\.0 TiB needed, [\\d.]+ [A-Za-z]+ free\\."
                                + " Free some, or choose another place with --data\\.");
        assertThatCode(() -> DiskSpace.require(directory, 1)).doesNotThrowAnyException();
    }

    @Test
    void explainsADiskThatFillsUpOnTheWay() {
        // Given
        Path file = directory.resolve("x.gguf.part");
        IOException full = new IOException("No space left on device");
        IOException other = new IOException("Stream closed");

        // Then
        assertThat(DiskSpace.explained(file, full))
                .isInstanceOf(PullException.class)
                .hasMessage(
                        "cannot write %s: No space left on device. Free some room, or choose "
                                + "another place with"
                                + " --data.",
                        file)
                .hasCause(full);
        assertThat(DiskSpace.explained(file, other)).isSameAs(other);
    }
}
