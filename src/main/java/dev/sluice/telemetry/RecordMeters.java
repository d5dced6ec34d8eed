package dev.sluice.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of records on their way into the database: taken, lost, spooled and stored. */
@ApplicationScoped
public class RecordMeters {
    private static final String DROPPED = "sluice.records.dropped";
    private static final String DAMAGED = "sluice.records.damaged";
    private static final String BATCHES = "sluice.records.batches";

    /** Why a record was lost. */
    public enum Drop {
        /** More inferences ended at once than the queue has room for. */
        QUEUE_FULL,
        /** The database was unreachable for longer than the spool lasts. */
        SPOOL_FULL,
        /** The disk could not be written. */
        DISK,
        /** It can't be encoded: it is larger than a record may be. */
        UNENCODABLE,
        /** The database refused this one record for its content. */
        REFUSED,
        /** It came after shutdown had begun. */
        STOPPED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Drop, Counter> dropped = new EnumMap<>(Drop.class);
    private final Counter spooled;
    private final Counter stored;
    private final Counter replayed;
    private final Counter withoutText;
    private final Counter torn;
    private final Counter corrupt;
    private final Counter batchesStored;
    private final Counter batchesFailed;
    private final AtomicLong spoolBytes = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong oldestMillis = new AtomicLong();
    private volatile long lastDrop;
    private volatile boolean anyDropped;

    public RecordMeters(MeterRegistry registry) {
        for (Drop reason : Drop.values()) {
            dropped.put(
                    reason,
                    counter(
                            registry,
                            DROPPED,
                            "reason",
                            reason.label(),
                            "Records that are lost, by the reason"));
        }
        spooled = counter(registry, "sluice.records.spooled", "Records written to the log on disk");
        stored = counter(registry, "sluice.records.stored", "Records that the database has taken");
        replayed = counter(
                registry,
                "sluice.records.replayed",
                "Records that the database has stored from an earlier run's log");
        withoutText = counter(
                registry,
                "sluice.records.text.dropped",
                "Records kept without the text that should have been kept with them");
        torn = counter(
                registry,
                DAMAGED,
                "kind",
                "torn",
                "Damage found in the log: writes cut short, corrupt parts");
        corrupt = counter(
                registry,
                DAMAGED,
                "kind",
                "corrupt",
                "Damage found in the log: writes cut short, corrupt parts");
        batchesStored = counter(
                registry, BATCHES, "result", "stored", "Batches of records given to the database");
        batchesFailed = counter(
                registry, BATCHES, "result", "failed", "Batches of records given to the database");
        Gauge.builder("sluice.records.spool.bytes", spoolBytes, AtomicLong::get)
                .description("Disk space that the log of records takes")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("sluice.records.waiting", waiting, AtomicLong::get)
                .description("Records on disk that the database has not stored yet")
                .register(registry);
        AtomicLong left = waiting;
        Gauge.builder(
                        "sluice.records.oldest.age",
                        oldestMillis,
                        oldest -> ageSeconds(left.get(), oldest.get()))
                .description("Age of the oldest record that the database has not stored yet")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Records are lost. */
    public void dropped(Drop reason, long records) {
        if (records > 0) {
            counterOf(reason).increment((double) records);
            lastDrop = System.nanoTime();
            anyDropped = true;
        }
    }

    /** Whether a record was lost within the last {@code time}. */
    public boolean droppedLast(Duration time) {
        return anyDropped && System.nanoTime() - lastDrop < time.toNanos();
    }

    /** Records lost for a reason, since the start. */
    public long dropped(Drop reason) {
        return (long) counterOf(reason).count();
    }

    /** Records are kept without their text. */
    public void textDropped() {
        withoutText.increment();
    }

    /** Records were written to disk. */
    public void spooled(long records) {
        spooled.increment((double) records);
    }

    /** The database has stored a batch. */
    public void stored(long records, boolean fromEarlierRun) {
        batchesStored.increment();
        stored.increment((double) records);
        if (fromEarlierRun) {
            replayed.increment((double) records);
        }
    }

    /** The database has not stored a batch. */
    public void batchFailed() {
        batchesFailed.increment();
    }

    /** A write to the log was cut short when its process ended. */
    public void tornFound() {
        torn.increment();
    }

    /** A part of the log can't be read. */
    public void corruptFound() {
        corrupt.increment();
    }

    /** Sets the current backlog on disk. */
    public void backlog(long bytes, long records, long oldestEpochMillis) {
        spoolBytes.set(bytes);
        waiting.set(records);
        oldestMillis.set(oldestEpochMillis);
    }

    /** The age of the oldest record that the database has not stored; 0 if it has all. */
    public double oldestAgeSeconds() {
        return ageSeconds(waiting.get(), oldestMillis.get());
    }

    private static double ageSeconds(long waiting, long oldest) {
        return waiting == 0 || oldest == 0
                ? 0
                : Math.max(0, System.currentTimeMillis() - oldest) / 1000.0;
    }

    private Counter counterOf(Drop reason) {
        Counter counter = dropped.get(reason);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + reason);
        }
        return counter;
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private static Counter counter(
            MeterRegistry registry, String name, String tag, String value, String description) {
        return Counter.builder(name).description(description).tag(tag, value).register(registry);
    }
}
