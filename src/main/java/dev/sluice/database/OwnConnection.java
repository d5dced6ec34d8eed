package dev.sluice.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;

import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One connection beside the pool, and so one session of the database's, for whoever needs its lock,
 * its notifications, or nothing in between. Never opened again: what is lost is lost, so that
 * nobody goes on as if a lock of the session before were still held; who wants a next one asks a
 * {@link KeptConnection}.
 *
 * <p>Of one thread, which waits here and not on an event loop, and for no longer than its patience.
 * A refusal of the database ({@link ExecutionException}) leaves the session as it is; after any
 * other failure ({@link LostException}) it is closed.
 */
public final class OwnConnection implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OwnConnection.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);
    private static final String LOCK = "select pg_try_advisory_lock(hashtext($1)) as mine";

    private final PgConnection connection;
    private final Duration patience;

    private OwnConnection(PgConnection connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
    }

    /**
     * Opens one.
     *
     * @param to with a name, see {@link DatabaseAddress#options}
     * @param patience for the connection, and for each answer on it
     * @throws LostException when the database can't be reached, or lets nobody in
     */
    public static OwnConnection open(Vertx vertx, PgConnectOptions to, Duration patience)
            throws LostException, InterruptedException {
        Future<PgConnection> connecting = PgConnection.connect(vertx, to);
        try {
            PgConnection connection = get(connecting, patience);
            String name = to.getProperties().getOrDefault("application_name", "a");
            // The next statement fails, and tells.
            connection.exceptionHandler(e -> LOG.debugf("the connection of %s: %s", name, e));
            return new OwnConnection(connection, patience);
        } catch (ExecutionException e) {
            throw LostException.of(e);
        } catch (TimeoutException e) {
            connecting.onSuccess(PgConnection::close); // It comes too late, and must not stay.
            throw new LostException(timeout(patience));
        } catch (InterruptedException e) {
            connecting.onSuccess(PgConnection::close);
            throw e;
        }
    }

    /** For statements, and for handlers of notifications; its owner closes it nowhere but here. */
    public PgConnection connection() {
        return connection;
    }

    /**
     * Waits for an answer.
     *
     * @throws ExecutionException when the database refuses, or the connection has broken: the next
     *     statement will tell
     * @throws LostException when there is no answer in time
     */
    public <T> T await(Future<T> answer)
            throws ExecutionException, LostException, InterruptedException {
        return await(answer, patience);
    }

    /** As {@link #await(Future)}, for what takes longer or shorter than most. */
    public <T> T await(Future<T> answer, Duration patience)
            throws ExecutionException, LostException, InterruptedException {
        try {
            return get(answer, patience);
        } catch (TimeoutException e) {
            discard();
            throw new LostException(timeout(patience));
        }
    }

    /** Runs statements in one transaction, without a wait between them; else as {@link #await}. */
    public <T> T transaction(Function<PgConnection, Future<T>> statements)
            throws ExecutionException, LostException, InterruptedException {
        return await(Transactions.run(connection, ignored -> statements.apply(connection)));
    }

    /**
     * Has the database give up what takes too long, and end a session that says nothing more: its
     * owner is gone without a word, and its locks would stay for as long as the network's own
     * patience, which is hours.
     *
     * @param silenceMax longer than its owner is ever silent
     */
    public void limit(Duration silenceMax) throws LostException, InterruptedException {
        long silence = silenceMax.toMillis();
        try {
            await(connection
                    .query("set statement_timeout = " + (patience.toMillis() - 1_000)
                            + "; set lock_timeout = 3000; set idle_in_transaction_session_timeout "
                            + "= "
                            + silence + "; set idle_session_timeout = " + silence)
                    .execute());
        } catch (ExecutionException e) {
            close();
            throw LostException.of(e);
        }
    }

    /**
     * Whether the advisory lock of that name is this session's now; asked once for each session,
     * which holds it until it ends.
     */
    public boolean tryLock(String name) throws LostException, InterruptedException {
        try {
            return await(connection.preparedQuery(LOCK).execute(Tuple.of(name)))
                    .iterator()
                    .next()
                    .getBoolean("mine");
        } catch (ExecutionException e) {
            throw LostException.of(e);
        }
    }

    /** Begins a transaction whose statements are waited for one by one. */
    public Transaction begin() throws LostException, InterruptedException {
        try {
            return await(Transactions.begin(connection));
        } catch (ExecutionException e) {
            throw LostException.of(e);
        }
    }

    /** Undoes what a transaction has done; where it can't, the database does it. */
    public void rollback(Transaction transaction) throws LostException, InterruptedException {
        try {
            await(transaction.rollback());
        } catch (ExecutionException e) {
            throw LostException.of(e);
        }
    }

    /** Lets go of it without a wait; its owner knows, and its handlers are not told. */
    void discard() {
        connection.closeHandler(closed -> {}).close();
    }

    /** Ends the session, and whatever hangs on it; waits a second at most. */
    @Override
    public void close() {
        try {
            get(connection.closeHandler(closed -> {}).close(), CLOSE_PATIENCE);
        } catch (ExecutionException | TimeoutException e) {
            // The database finds out by itself.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T get(Future<T> answer, Duration patience)
            throws ExecutionException, TimeoutException, InterruptedException {
        return answer.toCompletionStage()
                .toCompletableFuture()
                .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static TimeoutException timeout(Duration patience) {
        return new TimeoutException("no answer within " + patience.toSeconds() + " s");
    }
}
