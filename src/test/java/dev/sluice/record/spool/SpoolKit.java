package dev.sluice.record.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.record.InferenceRecord;
import dev.sluice.record.Records;
import dev.sluice.telemetry.RecordMeters;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Logs in a directory of the test, and what is in them. */
public abstract class SpoolKit {
    static final long ROOMY = 64 << 20;

    @TempDir
    Path directory;

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final RecordMeters meters = Records.meters(registry);

    Spool open(long limit) throws IOException {
        return Spool.open(directory, limit, new Disk(), meters);
    }

    static void append(Spool spool, int from, int to) throws IOException {
        for (int i = from; i <= to; i++) {
            assertThat(append(spool, i)).isTrue();
        }
    }

    static boolean append(Spool spool, long number) throws IOException {
        RecordEncoder encoder = new RecordEncoder(spool.salt());
        encoder.append(Records.plain(number));
        return spool.append(encoder.bytes(), encoder.length(), 1);
    }

    List<Long> drain(Spool spool) throws IOException {
        return drain(spool, meters);
    }

    static List<Long> drain(Spool spool, RecordMeters meters) throws IOException {
        try (SpoolReader reader = new SpoolReader(spool, meters)) {
            return drain(reader);
        }
    }

    static List<Long> drain(SpoolReader reader) throws IOException {
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

    List<Path> segments() throws IOException {
        return files(".log");
    }

    List<Path> files(String suffix) throws IOException {
        try (Stream<Path> listed = Files.list(directory)) {
            return listed.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    static byte[] concat(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }
}
