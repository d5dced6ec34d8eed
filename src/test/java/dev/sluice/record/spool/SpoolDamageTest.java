package dev.sluice.record.spool;

import static dev.sluice.record.Records.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.record.InferenceRecord;
import dev.sluice.record.RecordedText;
import dev.sluice.record.Records;
import dev.sluice.vocabulary.Outcome;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** What a log that was cut, flipped or refused costs. */
class SpoolDamageTest extends SpoolKit {
    @Test
    void aWriteCutShortAtAnyByteCostsOnlyItsRecord() throws IOException {
        try (Spool spool = open(ROOMY)) {
            append(spool, 1, 3);
        }
        Path file = segments().getFirst();
        byte[] whole = Files.readAllBytes(file);
        long[] ends = frameEnds(file);
        for (int length = 0; length <= whole.length; length++) {
            int cut = length;
            Files.write(file, Arrays.copyOf(whole, cut));
            Files.deleteIfExists(directory.resolve("checkpoint"));
            SimpleMeterRegistry fresh = new SimpleMeterRegistry();
            long expected = LongStream.of(ends).filter(end -> end <= cut).count();
            boolean torn = cut > 0
                    && cut != Frame.SEGMENT_HEAD
                    && LongStream.of(ends).noneMatch(end -> end == cut);
            try (Spool spool = Spool.open(directory, ROOMY, new Disk(), Records.meters(fresh))) {
                assertThat(drain(spool, Records.meters(fresh)))
                        .as("cut at %d", cut)
                        .isEqualTo(numbers(1, (int) expected));
            }
            assertThat(count(fresh, "sluice.records.damaged", "kind", "torn"))
                    .as("cut at %d", cut)
                    .isEqualTo(torn ? 1 : 0);
            assertThat(count(fresh, "sluice.records.damaged", "kind", "corrupt"))
                    .isZero();
            assertThat(files(".corrupt")).isEmpty();
        }
    }

    @Test
    void aFlippedBitAnywhereCostsOnlyItsRecord() throws IOException {
        try (Spool spool = open(ROOMY)) {
            append(spool, 1, 3);
        }
        Path file = segments().getFirst();
        byte[] whole = Files.readAllBytes(file);
        long[] ends = frameEnds(file);
        for (int at = Frame.SEGMENT_HEAD; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            Files.write(file, damaged);
            Files.deleteIfExists(directory.resolve("checkpoint"));
            SimpleMeterRegistry fresh = new SimpleMeterRegistry();
            List<Long> expected = new ArrayList<>();
            for (int i = 0; i < ends.length; i++) {
                long start = i == 0 ? Frame.SEGMENT_HEAD : ends[i - 1];
                if (at < start || at >= ends[i]) {
                    expected.add(i + 1L);
                }
            }
            try (Spool spool = Spool.open(directory, ROOMY, new Disk(), Records.meters(fresh))) {
                assertThat(drain(spool, Records.meters(fresh)))
                        .as("bit at %d", at)
                        .isEqualTo(expected);
            }
            assertThat(count(fresh, "sluice.records.damaged"))
                    .as("bit at %d", at)
                    .isEqualTo(1);
            if (count(fresh, "sluice.records.damaged", "kind", "corrupt") == 1) {
                assertThat(files(".corrupt")).hasSize(1);
                assertThat(Files.readAllBytes(files(".corrupt").getFirst())).isEqualTo(damaged);
                Files.delete(files(".corrupt").getFirst());
            }
        }
    }

    @Test
    void aSegmentWithoutItsHeadIsPutAside() throws IOException {
        try (Spool spool = open(ROOMY)) {
            append(spool, 1, 3);
        }
        Path file = segments().getFirst();
        byte[] damaged = Files.readAllBytes(file);
        damaged[9] ^= 1;
        Files.write(file, damaged);
        try (Spool spool = open(ROOMY)) {
            append(spool, 4, 5);

            assertThat(drain(spool)).isEqualTo(numbers(4, 5));
        }
        assertThat(files(".corrupt")).hasSize(1);
        assertThat(count(registry, "sluice.records.damaged", "kind", "corrupt")).isEqualTo(1);
    }

    @Test
    void whatAClientWroteIsNeverTakenForARecord() throws IOException {
        RecordEncoder forger = new RecordEncoder(0);
        forger.append(Records.plain(666));
        byte[] forged = Arrays.copyOf(forger.bytes(), forger.length());
        InferenceRecord text = Records.withText(1, 0);
        RecordEncoder encoder = new RecordEncoder(1);
        encoder.append(new InferenceRecord(
                text.id(),
                new InferenceRecord.Request(
                        text.request().startedAt(),
                        text.request().operation(),
                        text.request().requestedModel(),
                        true,
                        null,
                        0),
                new InferenceRecord.Routing(text.routing().route(), null, null, 1),
                new InferenceRecord.Ending(
                        Outcome.COMPLETED, 200, null, 0, text.ending().times()),
                List.of(),
                new RecordedText(forged, forged, false),
                List.of()));
        byte[] frame = Arrays.copyOf(encoder.bytes(), encoder.length());
        frame[20] ^= 1; // The true record is damaged: what follows is searched.
        Files.write(directory.resolve("0000000000000001.log"), concat(Frame.segmentHead(1), frame));
        try (Spool spool = open(ROOMY)) {
            assertThat(drain(spool)).isEmpty();
        }
    }

    @Test
    void aDiskThatIsFullForAWhileLosesOnlyWhatItRefused() throws IOException {
        boolean[] refuses = {false};
        Disk disk = new Disk() {
            @Override
            void append(FileChannel channel, ByteBuffer bytes) throws IOException {
                if (refuses[0]) {
                    super.append(channel, bytes.slice(0, bytes.limit() / 2));
                    throw new IOException("No space left on device");
                }
                super.append(channel, bytes);
            }
        };
        try (Spool spool = Spool.open(directory, ROOMY, disk, meters)) {
            append(spool, 1, 2);
            refuses[0] = true;
            assertThatThrownBy(() -> append(spool, 3)).hasMessage("No space left on device");
            assertThatThrownBy(() -> append(spool, 4)).hasMessage("No space left on device");
            refuses[0] = false;
            append(spool, 5, 6);

            assertThat(drain(spool)).containsExactly(1L, 2L, 5L, 6L);
        }
        assertThat(count(registry, "sluice.records.damaged", "kind", "corrupt")).isZero();
    }

    private long[] frameEnds(Path file) throws IOException {
        LongStream.Builder ends = LongStream.builder();
        try (SegmentReader reader = new SegmentReader(file, 0)) {
            while (reader.next(Long.MAX_VALUE) == SegmentReader.Found.FRAME) {
                ends.add(reader.offset());
            }
        }
        return ends.build().toArray();
    }
}
