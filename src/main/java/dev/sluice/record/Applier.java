package dev.sluice.record;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes records from the log into the store, batch by batch in their order, on a thread of its own.
 * One batch is on its way at a time; the next one is read when the store has this one and the
 * checkpoint says so. A failure is waited out with the batch in hand, told once when it begins and
 * once when it is over.
 */
final class Applier {
    private static final Logger LOG = Logger.getLogger(Applier.class);
    private static final int BATCH_RECORDS = 500;
    private static final long BATCH_BYTES = 4 << 20;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int READ_FAILURES_MAX = 5;

    private final Spool spool;
    private final SpoolReader reader;
    private final RecordStore store;
    private final RecordMeters meters;
    private final Pace pace = new Pace(ThreadLocalRandom.current());
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopped = lock.newCondition();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile long deadline;

    /* Of the applier's thread. */
    private final Outage outage;
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
        this.thread = Thread.ofPlatform().name("records-applier").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Stores what is in the log for as long as allowed, and ends; the rest is for the next start.
     */
    void stop(Duration patience) throws InterruptedException {
        deadline = System.nanoTime() + patience.toNanos();
        stopping = true;
        spool.wakeReader();
        lock.lock();
        try {
            stopped.signalAll();
        } finally {
            lock.unlock();
        }
        if (thread.getState() != Thread.State.NEW && !thread.join(patience.plusMillis(200))) {
            thread.interrupt();
            thread.join(Duration.ofSeconds(1));
        }
    }

    private void run() {
        try (reader) {
            countEarlier();
            boolean more = true;
            while (!isOver(more)) {
                more = attemptStep();
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted at the end of the patience", e);
        } catch (IOException e) {
            LOG.debug("the log's last segment can't be closed", e);
        } finally {
            store.close();
            long left = spool.waiting();
            if (left > 0) {
                LOG.infof(
                        "%d records stay in %s and go into the database after the next start",
                        left, spool.directory());
            }
        }
    }

    private boolean isOver(boolean more) {
        return stopping && (!more || outage.isOn() || System.nanoTime() - deadline > 0);
    }

    private void countEarlier() throws InterruptedException {
        try {
            long found = reader.countEarlier();
            replaying = found > 0;
            if (replaying) {
                spool.waiting(found, 0);
                LOG.infof(
                        "%d records of an earlier run wait in %s for the database",
                        found, spool.directory());
            }
        } catch (IOException e) {
            LOG.warnf(
                    "what an earlier run has left in %s can't be counted: %s",
                    spool.directory(), e.getMessage());
        }
    }

    /** What nobody has thought of must not end the way of all records. */
    private boolean attemptStep() throws InterruptedException, IOException {
        try {
            return step();
        } catch (RuntimeException e) {
            LOG.error("records could not be moved into the database; it is tried again", e);
            reader.close(); // It begins again behind what is committed.
            rest(pace.afterFailure());
            return !stopping;
        }
    }

    /** Moves one batch. False when there was none. */
    private boolean step() throws InterruptedException {
        if (!prepared && !prepare()) {
            return true;
        }
        Batch batch = read();
        if (batch == null) {
            tellReplayed();
            if (!stopping) {
                spool.awaitData(reader.position(), LOOK_NANOS);
            }
            return false;
        }
        long began = System.nanoTime();
        if (!store(batch)) {
            return true; // Stopping: the batch stays in the log.
        }
        long took = System.nanoTime() - began;
        reader.commit(batch, oldest(batch));
        if (batch.earlier()) {
            replayed += batch.records().size();
        } else {
            tellReplayed();
        }
        boolean full = spool.waiting() > 0;
        rest(pace.afterBatch(took, full, spool.fill()));
        return true;
    }

    private boolean prepare() throws InterruptedException {
        try {
            store.prepare();
            prepared = true;
            return true;
        } catch (StoreException e) {
            failed(e);
            return false;
        }
    }

    private @Nullable Batch read() throws InterruptedException {
        try {
            Batch batch = reader.read(BATCH_RECORDS, BATCH_BYTES);
            readFailures = 0;
            return batch;
        } catch (IOException e) {
            readFailures++;
            LOG.errorf(
                    "the log of records in %s can't be read: %s", spool.directory(), e.toString());
            if (readFailures >= READ_FAILURES_MAX) {
                skip();
            }
            rest(pace.afterFailure());
            return null;
        }
    }

    private void skip() {
        try {
            reader.skipSegment();
            readFailures = 0;
        } catch (IOException e) {
            LOG.errorf("the unreadable part of the log can't be put aside: %s", e.toString());
        }
    }

    /** Goes on until the store has the batch. False when the end came before. */
    private boolean store(Batch batch) throws InterruptedException {
        spool.waiting(0, batch.records().isEmpty() ? 0 : ended(batch.records().getFirst()));
        while (true) {
            try {
                if (prepared || prepare()) {
                    List<InferenceRecord> refused = new ArrayList<>();
                    storeApart(batch.records(), refused);
                    meters.dropped(Drop.REFUSED, refused.size());
                    meters.stored(batch.records().size() - refused.size(), batch.earlier());
                    outage.over();
                    return true;
                }
            } catch (StoreException e) {
                failed(e);
            }
            if (stopping) {
                return false;
            }
        }
    }

    /**
     * Halves a batch that holds a record which the store refuses, until that one is alone; the
     * others are stored.
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

    private void failed(StoreException e) throws InterruptedException {
        prepared &= e.kind() != StoreException.Kind.UNPREPARED;
        meters.batchFailed();
        outage.failed(e);
        rest(pace.afterFailure());
    }

    private void tellReplayed() {
        if (replaying) {
            LOG.infof("the database has the %d records of the earlier run", replayed);
            replaying = false;
        }
    }

    /** Waits, unless it is to stop. */
    private void rest(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (left > 0 && !stopping) {
                left = stopped.awaitNanos(left);
            }
        } finally {
            lock.unlock();
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
