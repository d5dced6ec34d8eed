package dev.sluice.database;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.ExecutionException;

/**
 * An {@link OwnConnection} for long work that outlives the database's absences: opened when it is
 * needed, kept, thrown away by its owner after any failure (also one of {@link #open}), and opened
 * anew. Of one thread.
 */
public final class KeptConnection implements AutoCloseable {
    private final Vertx vertx;
    private final PgConnectOptions to;
    private final Duration patience;
    private final Preparation preparation;
    private @Nullable OwnConnection kept;

    /** One that needs no preparation. */
    public KeptConnection(Vertx vertx, PgConnectOptions to, Duration patience) {
        this(vertx, to, patience, opened -> {});
    }

    /**
     * Opens nothing yet.
     *
     * @param preparation of each connection, before it is used: listens, sets handlers, bounds its
     *     statements
     */
    public KeptConnection(
            Vertx vertx, PgConnectOptions to, Duration patience, Preparation preparation) {
        this.vertx = vertx;
        this.to = to;
        this.patience = patience;
        this.preparation = preparation;
    }

    /** What is done once on each connection. */
    @FunctionalInterface
    public interface Preparation {
        void prepare(OwnConnection opened)
                throws ExecutionException, LostException, InterruptedException;
    }

    /** The one there is, or a new one. */
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
     * Throws away the one there is, with whatever hangs on it, and waits for nothing: nobody uses a
     * connection in an unknown state.
     */
    public void discard() {
        OwnConnection thrown = kept;
        kept = null;
        if (thrown != null) {
            thrown.discard();
        }
    }

    /** Ends the session; waits a second at most. */
    @Override
    public void close() {
        OwnConnection open = kept;
        kept = null;
        if (open != null) {
            open.close();
        }
    }
}
