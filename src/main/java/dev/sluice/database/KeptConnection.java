package dev.sluice.database;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.ExecutionException;

/**
 * An {@link OwnConnection} for long-running work that survives database outages: opened when
 * needed, kept, discarded by its owner after any failure (even one of {@link #open}), and opened
 * again. Confined to one thread.
 */
public final class KeptConnection implements AutoCloseable {
    private final Vertx vertx;
    private final PgConnectOptions to;
    private final Duration patience;
    private final Preparation preparation;
    private @Nullable OwnConnection kept;

    /** Makes one whose connections need no preparation. */
    public KeptConnection(Vertx vertx, PgConnectOptions to, Duration patience) {
        this(vertx, to, patience, opened -> {});
    }

    /**
     * Makes one; it opens nothing yet.
     *
     * @param preparation applied to each new connection: listens, sets handlers, limits its
     *     statements
     */
    public KeptConnection(
            Vertx vertx, PgConnectOptions to, Duration patience, Preparation preparation) {
        this.vertx = vertx;
        this.to = to;
        this.patience = patience;
        this.preparation = preparation;
    }

    /** What is done once on each new connection. */
    @FunctionalInterface
    public interface Preparation {
        void prepare(OwnConnection opened)
                throws ExecutionException, LostException, InterruptedException;
    }

    /** The current connection, or a new one. */
    public OwnConnection open() throws ExecutionException, LostException, InterruptedException {
        OwnConnection open = kept;
        if (open == null) {
            open = OwnConnection.open(vertx, to, patience);
            kept = open;
            preparation.prepare(open);
        }
        return open;
    }

    /**
     * Discards the current connection with everything tied to it, without waiting, since a
     * connection in an unknown state must not be used.
     */
    public void discard() {
        OwnConnection thrown = kept;
        kept = null;
        if (thrown != null) {
            thrown.discard();
        }
    }

    /** Closes the session; waits one second at most. */
    @Override
    public void close() {
        OwnConnection open = kept;
        kept = null;
        if (open != null) {
            open.close();
        }
    }
}
