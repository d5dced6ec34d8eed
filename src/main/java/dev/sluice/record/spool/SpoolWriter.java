package dev.sluice.record.spool;

import dev.sluice.jobs.Rest;
import dev.sluice.jobs.Worker;
import dev.sluice.record.InferenceRecord;
import dev.sluice.telemetry.RecordMeters;
import dev.sluice.telemetry.RecordMeters.Drop;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Moves records from the queue to the log on disk, on its own thread, with one write for all that
 * arrive within a short time. Never waits for room: what does not fit into the log is dropped and
 * counted, so that the queue always moves.
 */
public final class SpoolWriter implements Worker.Task {
    private static final Logger LOG = Logger.getLogger(SpoolWriter.class);

    /**
     * The longest that a record waits for others; short compared to the time until it shows up in
     * the database.
     */
    private static final Rest GATHER = Rest.pause(Duration.ofMillis(50));

    /** Approximate size of one write. */
    private static final int CHUNK_BYTES = 64 * 1024;

    private final RecordQueue queue;
    private final Spool spool;
    private final RecordMeters meters;
    private final RecordEncoder encoder;
    private final Worker worker;
    private int encoded;
    private @Nullable Drop failing;
    private long lost;

    public SpoolWriter(RecordQueue queue, Spool spool, RecordMeters meters) {
        this.queue = queue;
        this.spool = spool;
        this.meters = meters;
        this.encoder = new RecordEncoder(spool.salt());
        this.worker = new Worker("records-writer", this);
    }

    public void start() {
        worker.start();
    }

    /** Writes what is in the queue, then ends. */
    public void stop(Duration patience) throws InterruptedException {
        if (!worker.isStarted()) {
            end(() -> true); // Never started: nobody else writes.
        }
        if (!worker.finish(patience)) {
            LOG.debugf("the log in %s is still being written", spool.directory());
        }
    }

    @Override
    public Rest turn() {
        drain();
        return GATHER;
    }

    @Override
    public void end(BooleanSupplier inTime) {
        queue.close();
        drain();
    }

    /** Writes everything that is in the queue. */
    void drain() {
        InferenceRecord next = queue.poll();
        while (next != null) {
            encode(next);
            if (encoder.length() >= CHUNK_BYTES) {
                flush();
            }
            next = queue.poll();
        }
        flush();
    }

    private void encode(InferenceRecord inference) {
        try {
            if (encoder.append(inference)) {
                encoded++;
                return;
            }
            if (inference.text() != null && encoder.append(inference.withoutText())) {
                encoded++;
                meters.textDropped();
                return;
            }
            LOG.errorf("the record of inference %s is too large; dropped", inference.id());
        } catch (RuntimeException e) {
            LOG.errorf(e, "the record of inference %s can't be encoded; dropped", inference.id());
        }
        meters.dropped(Drop.UNENCODABLE, 1);
    }

    private void flush() {
        if (encoded == 0) {
            return;
        }
        try {
            if (spool.append(encoder.bytes(), encoder.length(), encoded)) {
                recovered();
            } else {
                lost(Drop.SPOOL_FULL, "it has reached its limit (records.spool)");
            }
        } catch (IOException e) {
            lost(Drop.DISK, e.toString());
        }
        encoded = 0;
        encoder.clear();
    }

    private void lost(Drop why, String reason) {
        meters.dropped(why, encoded);
        lost += encoded;
        if (failing != why) {
            failing = why;
            LOG.errorf(
                    "records of inferences are being dropped: the spool in %s takes no more: %s",
                    spool.directory(), reason);
        }
    }

    private void recovered() {
        if (failing != null) {
            LOG.warnf("records of inferences are being kept again; %d were dropped", lost);
            failing = null;
            lost = 0;
        }
    }
}
