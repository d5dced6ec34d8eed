package dev.sluice.record.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.record.Records;
import dev.sluice.telemetry.RecordMeters;

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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Ends the process in the middle of every single change that the log makes to its files, and starts
 * it again.
 */
class SpoolCrashTest {
    private static final long LIMIT = 8_192; // Segments of 1 KiB: a few records each.
    private static final int RECORDS = 30;

    @TempDir
    Path directory;

    private final RecordMeters meters = Records.meters(new SimpleMeterRegistry());

    /** The process is gone; what it had written so far is in the files. */
    private static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Counts steps; the last one is done in part, or not at all. */
    private static final class Mortal extends Disk {
        private int left;
        private final int part;

        Mortal(int steps, int part) {
            this.left = steps;
            this.part = part;
        }

        private boolean isLast() {
            return left-- == 0;
        }

        private boolean isDead() {
            return left < 0;
        }

        @Override
        FileChannel create(Path file) throws IOException {
            if (isLast()) {
                throw new Gone();
            }
            return super.create(file);
        }

        @Override
        void append(FileChannel channel, ByteBuffer bytes) throws IOException {
            if (isLast()) {
                super.append(channel, bytes.slice(0, bytes.limit() * part / 4));
                throw new Gone();
            }
            super.append(channel, bytes);
        }

        @Override
        void write(Path file, byte[] content) throws IOException {
            if (isLast()) {
                super.write(file, Arrays.copyOf(content, content.length * part / 4));
                throw new Gone();
            }
            super.write(file, content);
        }

        @Override
        void rename(Path from, Path to) throws IOException {
            if (isLast()) {
                throw new Gone();
            }
            super.rename(from, to);
        }

        @Override
        void delete(Path file) throws IOException {
            if (isLast()) {
                throw new Gone();
            }
            super.delete(file);
        }
    }

    /**
     * What has been appended for sure, and what the database has: rows by id, however often they
     * come.
     */
    private final Set<Long> appended = new TreeSet<>();

    private final Set<Long> stored = new TreeSet<>();
    private final List<Long> arrivals = new ArrayList<>();

    @Test
    void noEndOfTheProcessLosesARecordOrRepeatsMoreThanOneBatch() throws IOException {
        int steps = 0;
        boolean died = true;
        while (died) {
            for (int part : new int[] {0, 1, 4}) {
                died = liveAndDie(steps, part);
                comeBack();
                assertThat(stored)
                        .as("killed at step %d, with %d/4 of it done", steps, part)
                        .containsAll(appended);
                // What was on its way when the process ended comes again, and nothing else does.
                assertThat(arrivals.size() - stored.size()).isLessThanOrEqualTo(2);
            }
            steps++;
        }
        assertThat(steps).isGreaterThan(60);
    }

    private boolean liveAndDie(int steps, int part) throws IOException {
        clean();
        Mortal disk = new Mortal(steps, part);
        try {
            Spool spool = Spool.open(directory, LIMIT, disk, meters);
            try (SpoolReader reader = new SpoolReader(spool, meters)) {
                for (long number = 1; number <= RECORDS; number++) {
                    SpoolKit.append(spool, number);
                    appended.add(number);
                    if (number % 3 == 0) {
                        apply(reader);
                    }
                }
            } finally {
                spool.close(); // The operating system does it for a process that is killed.
            }
        } catch (Gone killed) {
            assertThat(disk.isDead()).isTrue();
            return true;
        }
        return false;
    }

    private void comeBack() throws IOException {
        try (Spool spool = Spool.open(directory, LIMIT, new Disk(), meters);
                SpoolReader reader = new SpoolReader(spool, meters)) {
            while (apply(reader)) {
                // One batch after the other.
            }
        }
        try (Spool again = Spool.open(directory, LIMIT, new Disk(), meters)) {
            assertThat(SpoolKit.drain(again, meters)).isEmpty();
        }
    }

    private boolean apply(SpoolReader reader) throws IOException {
        SpoolReader.Batch batch = reader.read(2, 1 << 20);
        if (batch == null) {
            return false;
        }
        batch.records().forEach(it -> {
            stored.add(SpoolKit.number(it));
            arrivals.add(SpoolKit.number(it));
        });
        reader.commit(batch, 0);
        return true;
    }

    private void clean() throws IOException {
        appended.clear();
        stored.clear();
        arrivals.clear();
        try (var listed = Files.list(directory)) {
            for (Path file : listed.toList()) {
                Files.delete(file);
            }
        }
    }
}
