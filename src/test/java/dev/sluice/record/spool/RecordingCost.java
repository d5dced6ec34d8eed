package dev.sluice.record.spool;

import dev.sluice.record.InferenceRecord;
import dev.sluice.record.Records;
import dev.sluice.telemetry.RecordMeters;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Measures what processor time a record costs: the caller's offer, and the writer's encoding and
 * appending. Not a test; run its {@code main} with the test class path.
 */
final class RecordingCost {
    private static final int RECORDS = 200_000;
    private static final int ROUNDS = 8;

    private RecordingCost() {}

    public static void main(String... arguments) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Path directory = Files.createTempDirectory("recording-cost");
        RecordMeters meters = Records.meters(new SimpleMeterRegistry());
        InferenceRecord[] records = new InferenceRecord[1000];
        for (int i = 0; i < records.length; i++) {
            records[i] = Records.plain(i);
        }
        try (Spool spool = Spool.open(directory, 4L << 30, new Disk(), meters)) {
            RecordQueue queue = new RecordQueue(262_144, meters);
            SpoolWriter writer = new SpoolWriter(queue, spool, meters);
            for (int round = 0; round < ROUNDS; round++) {
                long bytesBefore = spool.bytes();
                long began = threads.getCurrentThreadCpuTime();
                for (int i = 0; i < RECORDS; i++) {
                    queue.offer(records[i % records.length]);
                }
                long offered = threads.getCurrentThreadCpuTime();
                writer.drain();
                long written = threads.getCurrentThreadCpuTime();
                System.out.printf(
                        Locale.ROOT,
                        "offer %d ns, encode + append %d ns, %d bytes a record%n",
                        (offered - began) / RECORDS,
                        (written - offered) / RECORDS,
                        (spool.bytes() - bytesBefore) / RECORDS);
            }
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
