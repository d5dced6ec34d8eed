package dev.sluice.record.spool;

import dev.sluice.record.InferenceRecord;
import dev.sluice.record.spool.Checkpoint.Position;
import dev.sluice.record.spool.Segment.Extent;
import dev.sluice.telemetry.RecordMeters;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the log in order, batch by batch, and moves the checkpoint past what the database has. A
 * segment is deleted once it is read to its end; a damaged one is copied aside first, and its sound
 * records still reach the database. Confined to one thread.
 */
public final class SpoolReader implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SpoolReader.class);
    private static final String CORRUPT = ".corrupt";
    private static final int CORRUPT_KEPT = 4;

    /**
     * Records that go into the database together.
     *
     * @param frames how many frames were read; more than there are records if some can't be decoded
     * @param end where the next batch begins
     * @param earlier whether they are from an earlier run
     */
    public record Batch(List<InferenceRecord> records, int frames, Position end, boolean earlier) {}

    private final Spool spool;
    private final Checkpoint checkpoint;
    private final RecordMeters meters;
    private Position position;
    private @Nullable SegmentReader reader;
    private long readerOf = -1;
    private long damagedSegment = -1;
    private boolean checkpointFails;

    public SpoolReader(Spool spool, RecordMeters meters) {
        this.spool = spool;
        this.meters = meters;
        this.checkpoint = new Checkpoint(spool.directory(), spool.disk());
        this.position = spool.start();
    }

    /** Counts what earlier runs have left; for the log and the meters only. */
    public long countEarlier() throws IOException {
        long frames = 0;
        Extent next = spool.readable(position.segment());
        while (next != null && next.segment().earlier) {
            long from = next.segment().number == position.segment() ? position.offset() : 0;
            try (SegmentReader each = new SegmentReader(next.segment().file, from)) {
                SegmentReader.Found found = each.next(next.limit());
                while (found != SegmentReader.Found.END) {
                    frames += found == SegmentReader.Found.FRAME ? 1 : 0;
                    found = each.next(next.limit());
                }
            }
            next = spool.readable(next.segment().number + 1);
        }
        return frames;
    }

    /**
     * Reads the next records; the previous batch must have been {@link #commit committed}. Returns
     * null when there are none at the moment.
     *
     * @param recordsMax maximum number of records
     * @param bytesMax size in bytes at which the batch is complete
     */
    @Nullable
    public Batch read(int recordsMax, long bytesMax) throws IOException {
        while (true) {
            Extent next = spool.readable(position.segment());
            if (next == null) {
                return null;
            }
            SegmentReader from = readerOf(next);
            Batch batch = read(from, next, recordsMax, bytesMax);
            if (batch.frames() > 0) {
                return batch;
            }
            position = batch.end();
            if (!next.sealed()) {
                return null;
            }
            finish(next);
        }
    }

    private Batch read(SegmentReader from, Extent next, int recordsMax, long bytesMax)
            throws IOException {
        List<InferenceRecord> records = new ArrayList<>();
        int frames = 0;
        long bytes = 0;
        while (frames < recordsMax && bytes < bytesMax) {
            SegmentReader.Found found = from.next(next.limit());
            if (found == SegmentReader.Found.END) {
                break;
            }
            switch (found) {
                case FRAME -> {
                    frames++;
                    bytes += from.payloadLength();
                    decode(from, next, records);
                }
                case TORN -> meters.tornFound();
                case CORRUPT -> damaged(next, "part of it can't be read");
                case END -> {}
            }
        }
        Position end = new Position(next.segment().number, from.offset());
        return new Batch(records, frames, end, next.segment().earlier);
    }

    private void decode(SegmentReader from, Extent next, List<InferenceRecord> records) {
        try {
            records.add(RecordDecoder.decode(from.bytes(), from.payloadAt(), from.payloadLength()));
        } catch (RecordDecoder.UnreadableException e) {
            damaged(next, e.getMessage());
        }
    }

    /** Records that the database has the batch. */
    public void commit(Batch batch, long nextOldestMillis) {
        position = batch.end();
        try {
            checkpoint.write(position);
            checkpointFails = false;
        } catch (IOException e) {
            if (!checkpointFails) {
                LOG.warnf(
                        "the checkpoint of the record spool can't be written to %s: %s; after a "
                                + "restart some records"
                                + " are sent to the database again, which is harmless",
                        spool.directory(), e.getMessage());
            }
            checkpointFails = true;
        }
        spool.updateWaiting(-batch.frames(), nextOldestMillis);
    }

    private SegmentReader readerOf(Extent next) throws IOException {
        SegmentReader open = reader;
        long number = next.segment().number;
        if (open != null && readerOf == number) {
            return open;
        }
        close();
        // The checkpoint's segment may be deleted; the next one is read from its start.
        long from = number == position.segment() ? position.offset() : 0;
        SegmentReader opened = new SegmentReader(next.segment().file, from);
        reader = opened;
        readerOf = number;
        return opened;
    }

    private void finish(Extent done) throws IOException {
        close();
        position = new Position(done.segment().number + 1, 0);
        spool.remove(done.segment());
    }

    /** Gives up a segment that can't be read at all, so that the next ones can be. */
    public void skipSegment() throws IOException {
        close();
        Extent unreadable = spool.readable(position.segment());
        if (unreadable == null) {
            return;
        }
        meters.corruptFound();
        Path file = unreadable.segment().file;
        if (unreadable.sealed()) {
            position = new Position(unreadable.segment().number + 1, 0);
            if (Files.exists(file)) {
                spool.disk().rename(file, file.resolveSibling(file.getFileName() + CORRUPT));
            }
            spool.remove(unreadable.segment());
        }
    }

    /** Counts the damage each time, but logs it and keeps a copy once per segment. */
    private void damaged(Extent next, @Nullable String what) {
        meters.corruptFound();
        if (damagedSegment == next.segment().number) {
            return;
        }
        damagedSegment = next.segment().number;
        Path file = next.segment().file;
        Path aside = file.resolveSibling(file.getFileName() + CORRUPT);
        LOG.errorf(
                "the record spool is damaged in %s: %s; sound records are used, a copy is kept "
                        + "in %s",
                file, what, aside.getFileName());
        try {
            spool.disk().copy(file, aside);
            forgetOldest();
        } catch (IOException e) {
            LOG.errorf("no copy of the damaged segment could be kept: %s", e.getMessage());
        }
    }

    private void forgetOldest() throws IOException {
        try (Stream<Path> listed = Files.list(spool.directory())) {
            List<Path> kept = listed.filter(file -> file.toString().endsWith(CORRUPT))
                    .sorted()
                    .toList();
            for (Path file : kept.subList(0, Math.max(0, kept.size() - CORRUPT_KEPT))) {
                spool.disk().delete(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        SegmentReader open = reader;
        reader = null;
        readerOf = -1;
        if (open != null) {
            open.close();
        }
    }
}
