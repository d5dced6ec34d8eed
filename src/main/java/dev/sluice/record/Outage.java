package dev.sluice.record;

import dev.sluice.record.spool.Spool;

import org.jboss.logging.Logger;

import java.util.concurrent.TimeUnit;

/**
 * A time in which the database takes no records: told once when it begins and once when it is over.
 * Of one thread.
 */
final class Outage {
    private static final Logger LOG = Logger.getLogger(Outage.class);

    private final Spool spool;
    private long since;
    private long failures;

    /** @param spool where records wait meanwhile */
    Outage(Spool spool) {
        this.spool = spool;
    }

    boolean isOn() {
        return failures > 0;
    }

    /** An attempt has failed. */
    void failed(Exception e) {
        if (failures++ == 0) {
            since = System.nanoTime();
            LOG.warnf(
                    "the database takes no records: %s; they are kept in %s",
                    e.getMessage(), spool.directory());
        }
    }

    /** An attempt has gone well. */
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
