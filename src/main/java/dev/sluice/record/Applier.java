package dev.sluice.record;

import dev.sluice.jobs.Rest;
import dev.sluice.jobs.Worker;
import dev.sluice.record.RecordStore.StoreException;
import dev.sluice.record.spool.Spool;
import dev.sluice.record.spool.SpoolReader;
import dev.sluice.record.spool.SpoolReader.Batch;
import dev.sluice.telemetry.RecordMeters;
import dev.sluice.telemetry.RecordMeters.Drop;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * Moves records from the log into the store, batch by batch in order, on its own thread. One batch
 * is in flight at a time; the next one is read when the store has this one and the checkpoint says
 * so. A failed batch is kept and retried; an outage is logged once when it begins and once when it
 * ends.
 */
final class Applier implements Worker.Task {
    private static final Logger LOG = Logger.getLogger(Applier.class);
    private static final int BATCH_RECORDS = 500;
    private static final long BATCH_BYTES = 4 << 20;
    private static final Rest LOOK = Rest.idle(Duration.ofSeconds(1));
    private static final int READ_FAILURES_MAX = 5;

    private final Spool spool;
    private final SpoolReader reader;
    private final RecordStore store;
    private final RecordMeters meters;
    private final Pace pace = new Pace(ThreadLocalRandom.current());
    private final Worker worker;

    /* Used by the applier's thread only. */
    private final Outage outage;
    private @Nullable Batch inHand;
    private boolean counted;
    private boolean prepared;
    private int readFailures;
    private long replayed;
    private boolean replaying;

    Applier(Spool spool, RecordStore store, RecordMeters meters) {
        this.spool = spool;
        this.store = store;
        this.meters = meters;
        this.reader = new SpoolReader(spool, meters);
        this.outage = new Outage(spool);
        this.worker = new Worker("records-applier", this);
    }

    void start() {
        spool.onPublished(worker::signal);
        worker.start();
    }

    /**
     * Stores what is in the log until the time is up, then ends; the rest waits for the next start.
     */
    void stop(Duration patience) throws InterruptedException {
        worker.stop(patience);
    }

    @Override
    public Rest turn() throws InterruptedException {
        if (!counted) {
            counted = true;
            countEarlier();
        }
        Rest rest = step();
        if (rest != null) {
            return rest;
        }
        return readFailures == 0 ? LOOK : afterFailure();
    }

    @Override
    public void failed(RuntimeException bug) {
        LOG.error("records could not be moved into the database; trying again", bug);
        inHand = null;
        closeReader(); // The next one begins after the last commit.
    }

    @Override
    public void end(BooleanSupplier inTime) throws InterruptedException {
        boolean more = true;
        while (more && !outage.isOn() && inTime.getAsBoolean()) {
            more = step() != null;
        }
        closeReader();
        store.close();
        long left = spool.waiting();
        if (left > 0) {
            LOG.infof(
                    "%d records stay in %s; the next start moves them into the database",
                    left, spool.directory());
        }
    }

    private void closeReader() {
        try {
            reader.close();
        } catch (IOException e) {
            LOG.debug("the last segment of the spool can't be closed", e);
        }
    }

    private void countEarlier() {
        try {
            long found = reader.countEarlier();
            replaying = found > 0;
            if (replaying) {
                spool.updateWaiting(found, 0);
                LOG.infof(
                        "%d records of an earlier run are waiting in %s for the database",
                        found, spool.directory());
            }
        } catch (IOException e) {
            LOG.warnf(
                    "the records that an earlier run left in %s can't be counted: %s",
                    spool.directory(), e.getMessage());
        }
    }

    /** Moves one batch. Returns how long to rest afterwards; null when there is nothing to move. */
    private @Nullable Rest step() throws InterruptedException {
        if (!prepared && !prepare()) {
            return afterFailure();
        }
        Batch batch = inHand == null ? read() : inHand;
        if (batch == null) {
            tellReplayed();
            return null;
        }
        inHand = batch;
        long began = System.nanoTime();
        if (!store(batch)) {
            return afterFailure(); // The batch is kept for the next try.
        }
        long took = System.nanoTime() - began;
        reader.commit(batch, oldest(batch));
        inHand = null;
        if (batch.earlier()) {
            replayed += batch.records().size();
        } else {
            tellReplayed();
        }
        return Rest.pause(
                Duration.ofNanos(pace.afterBatch(took, spool.waiting() > 0, spool.fill())));
    }

    private Rest afterFailure() {
        return Rest.pause(Duration.ofNanos(pace.afterFailure()));
    }

    private boolean prepare() throws InterruptedException {
        try {
            store.prepare();
            prepared = true;
        } catch (StoreException e) {
            failed(e);
        }
        return prepared;
    }

    private @Nullable Batch read() {
        try {
            Batch batch = reader.read(BATCH_RECORDS, BATCH_BYTES);
            readFailures = 0;
            return batch;
        } catch (IOException e) {
            readFailures++;
            LOG.errorf("the record spool in %s can't be read: %s", spool.directory(), e.toString());
            if (readFailures >= READ_FAILURES_MAX) {
                skip();
            }
            return null;
        }
    }

    private void skip() {
        try {
            reader.skipSegment();
            readFailures = 0;
        } catch (IOException e) {
            LOG.errorf("the unreadable part of the spool can't be put aside: %s", e.toString());
        }
    }

    /** Returns false when the store does not take the batch now. */
    private boolean store(Batch batch) throws InterruptedException {
        spool.updateWaiting(
                0, batch.records().isEmpty() ? 0 : ended(batch.records().getFirst()));
        try {
            List<InferenceRecord> refused = new ArrayList<>();
            storeApart(batch.records(), refused);
            meters.dropped(Drop.REFUSED, refused.size());
            meters.stored(batch.records().size() - refused.size(), batch.earlier());
            outage.over();
            return true;
        } catch (StoreException e) {
            failed(e);
            return false;
        }
    }

    /**
     * Stores a batch. When the store refuses it, halves it until the refused record is alone, so
     * that the others are stored.
     */
    private void storeApart(List<InferenceRecord> records, List<InferenceRecord> refused)
            throws StoreException, InterruptedException {
        try {
            store.store(records);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.REFUSED) {
                throw e;
            }
            if (records.size() == 1) {
                refused.add(records.getFirst());
                LOG.errorf(
                        "the database refuses the record of inference %s: %s",
                        records.getFirst().id(), e.getMessage());
                return;
            }
            int half = records.size() / 2;
            storeApart(records.subList(0, half), refused);
            storeApart(records.subList(half, records.size()), refused);
        }
    }

    private void failed(StoreException e) {
        prepared &= e.kind() != StoreException.Kind.UNPREPARED;
        meters.batchFailed();
        outage.failed(e);
    }

    private void tellReplayed() {
        if (replaying) {
            LOG.infof("the database now has the %d records of the earlier run", replayed);
            replaying = false;
        }
    }

    private static long oldest(Batch batch) {
        return batch.records().isEmpty() ? 0 : ended(batch.records().getLast());
    }

    private static long ended(InferenceRecord inference) {
        return inference
                .request()
                .startedAt()
                .plusNanos(Math.max(0, inference.ending().times().duration()))
                .toEpochMilli();
    }
}
