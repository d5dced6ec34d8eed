package dev.sluice.record.spool;

import static dev.sluice.record.Records.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.record.InferenceRecord;
import dev.sluice.record.RecordedText;
import dev.sluice.record.Records;
import dev.sluice.telemetry.RecordMeters;
import dev.sluice.vocabulary.Outcome;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

public class SpoolTest {
    private static final long ROOMY = 64 << 20;

    @TempDir
    Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RecordMeters meters = Records.meters(registry);

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
                new RecordedText(forged, forged, false)));
        byte[] frame = Arrays.copyOf(encoder.bytes(), encoder.length());
        frame[20] ^= 1; // The true record is damaged: what follows is searched.
        Files.write(directory.resolve("0000000000000001.log"), concat(Frame.segmentHead(1), frame));
        try (Spool spool = open(ROOMY)) {
            assertThat(drain(spool)).isEmpty();
        }
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

    private Spool open(long limit) throws IOException {
        return Spool.open(directory, limit, new Disk(), meters);
    }

    private static void append(Spool spool, int from, int to) throws IOException {
        for (int i = from; i <= to; i++) {
            assertThat(append(spool, i)).isTrue();
        }
    }

    static boolean append(Spool spool, long number) throws IOException {
        RecordEncoder encoder = new RecordEncoder(spool.salt());
        encoder.append(Records.plain(number));
        return spool.append(encoder.bytes(), encoder.length(), 1);
    }

    private List<Long> drain(Spool spool) throws IOException {
        return drain(spool, meters);
    }

    static List<Long> drain(Spool spool, RecordMeters meters) throws IOException {
        try (SpoolReader reader = new SpoolReader(spool, meters)) {
            return drain(reader);
        }
    }

    private static List<Long> drain(SpoolReader reader) throws IOException {
        List<Long> numbers = new ArrayList<>();
        SpoolReader.Batch batch = reader.read(2, 1 << 20);
        while (batch != null) {
            batch.records().forEach(it -> numbers.add(number(it)));
            reader.commit(batch, 0);
            batch = reader.read(2, 1 << 20);
        }
        return numbers;
    }

    public static long number(InferenceRecord it) {
        return it.id().getLeastSignificantBits() & Long.MAX_VALUE;
    }

    public static List<Long> numbers(int from, int to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
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

    private List<Path> segments() throws IOException {
        return files(".log");
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> listed = Files.list(directory)) {
            return listed.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private long sizeOnDisk() throws IOException {
        long size = 0;
        for (Path file : segments()) {
            size += Files.size(file);
        }
        return size;
    }

    private static byte[] concat(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }
}
