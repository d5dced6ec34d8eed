package dev.sluice.record.spool;

import static dev.sluice.record.Records.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/** What is put into the log comes out of it, in order and up to its limit. */
class SpoolTest extends SpoolKit {
    @Test
    void recordsComeBackInOrderAcrossSegmentsAndRuns() throws IOException {
        try (Spool spool = open(16_384)) {
            append(spool, 1, 30);
        }
        assertThat(segments()).hasSizeGreaterThan(1);
        try (Spool spool = open(16_384)) {
            append(spool, 31, 35);

            assertThat(drain(spool)).isEqualTo(numbers(1, 35));
            assertThat(segments()).hasSize(1); // The one being written.
        }
        try (Spool spool = open(ROOMY)) {
            assertThat(drain(spool)).isEmpty();
            assertThat(spool.bytes()).isZero();
            assertThat(segments()).isEmpty();
        }
    }

    @Test
    void isFullAtItsLimitAndTakesMoreWhenTheDatabaseHasSome() throws IOException {
        try (Spool spool = open(8_192);
                SpoolReader reader = new SpoolReader(spool, meters)) {
            int taken = 0;
            while (append(spool, taken + 1)) {
                taken++;
            }
            assertThat(spool.bytes()).isBetween(8_192L - 400, 8_192L);
            assertThat(sizeOnDisk()).isEqualTo(spool.bytes());

            assertThat(drain(reader)).isEqualTo(numbers(1, taken));

            assertThat(append(spool, taken + 1)).isTrue();
            assertThat(drain(reader)).isEqualTo(numbers(taken + 1, taken + 1));
        }
    }

    @Test
    void aDirectoryIsOfOneProcess() throws IOException {
        try (Spool held = open(ROOMY)) {
            assertThat(held.bytes()).isZero();
            assertThatThrownBy(() -> open(ROOMY))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("in use by another Sluice");
        }
        open(ROOMY).close();
    }

    @Test
    void aCheckpointThatCanNotBeTrustedRepeatsRatherThanLoses() throws IOException {
        try (Spool spool = open(ROOMY)) {
            append(spool, 1, 5);
            assertThat(drain(spool)).hasSize(5);
        }
        byte[] checkpoint = Files.readAllBytes(directory.resolve("checkpoint"));
        for (int length = 0; length < checkpoint.length; length++) {
            Files.write(directory.resolve("checkpoint"), Arrays.copyOf(checkpoint, length));
            assertThat(new Checkpoint(directory, new Disk()).read()).isNull();
        }
        try (Spool spool = open(ROOMY)) {
            assertThat(drain(spool)).isEqualTo(numbers(1, 5));
        }
    }

    @Test
    void aLogThatAnOlderSluiceLeftIsReadWithWhatCameSince() throws IOException {
        try (Spool spool = open(ROOMY)) {
            byte[] payload = HexFormat.of().parseHex(RecordCodecTest.FIRST_PLAIN);
            byte[] frame = concat(new byte[Frame.HEAD], payload);
            Frame.seal(frame, 0, payload.length, spool.salt());
            assertThat(spool.append(frame, frame.length, 1)).isTrue();
            append(spool, 3, 4);
        }
        try (Spool spool = open(ROOMY)) {
            append(spool, 5, 5);

            assertThat(drain(spool)).isEqualTo(numbers(2, 5));
        }
        assertThat(count(registry, "sluice.records.damaged", "kind", "corrupt")).isZero();
    }

    private long sizeOnDisk() throws IOException {
        long size = 0;
        for (Path file : segments()) {
            size += Files.size(file);
        }
        return size;
    }
}
