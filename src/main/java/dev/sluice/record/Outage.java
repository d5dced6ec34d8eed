package dev.sluice.record;

import dev.sluice.record.spool.Spool;

import org.jboss.logging.Logger;

import java.util.concurrent.TimeUnit;

/**
 * Logs the times in which the database takes no records: once when one begins and once when it is
 * over. Confined to one thread.
 */
final class Outage {
    private static final Logger LOG = Logger.getLogger(Outage.class);

    private final Spool spool;
    private long since;
    private long failures;

    /** @param spool where records wait in the meantime */
    Outage(Spool spool) {
        this.spool = spool;
    }

    boolean isOn() {
        return failures > 0;
    }

    /** Call it when an attempt to store records has failed. */
    void failed(Exception e) {
        if (failures++ == 0) {
            since = System.nanoTime();
            LOG.warnf(
                    "the database takes no records: %s; they wait in %s",
                    e.getMessage(), spool.directory());
        }
    }

    /** Call it when records were stored. */
    void over() {
        if (failures > 0) {
            LOG.infof(
                    "the database takes records again, after %d s and %d attempts; %d are waiting",
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since),
                    failures,
                    spool.waiting());
            failures = 0;
        }
    }
}
