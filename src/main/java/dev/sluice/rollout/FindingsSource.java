package dev.sluice.rollout;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

import java.time.Instant;

/** Where the figures of an experiment come from. */
public interface FindingsSource {
    /**
     * Reads the figures, and stores the points that are plotted over time.
     *
     * @param connection on which it reads and writes, one statement after the other; it opens no
     *     transaction of its own
     * @param rollout as the database has it
     * @param now by the clock of whoever looks
     */
    Future<Findings> look(SqlConnection connection, Rollout rollout, Instant now);
}
