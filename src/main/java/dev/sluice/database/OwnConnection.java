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
 * One connection outside the pool, and so one database session, for code that needs its lock, its
 * notifications or an uninterrupted sequence of statements. It is never reopened, so that nobody
 * carries on as if a lock of the previous session were still held; for a new one use a {@link
 * KeptConnection}.
 *
 * <p>Confined to one thread, which may block here (never an event loop) up to the time limit. When
 * the database refuses a statement ({@link ExecutionException}) the session stays as it is; after
 * any other failure ({@link LostException}) it is closed.
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
     * Opens a connection.
     *
     * @param to options with a name, see {@link DatabaseAddress#options}
     * @param patience time limit for connecting, and for each answer
     * @throws LostException when the database can't be reached or refuses the connection
     */
    public static OwnConnection open(Vertx vertx, PgConnectOptions to, Duration patience)
            throws LostException, InterruptedException {
        Future<PgConnection> connecting = PgConnection.connect(vertx, to);
        try {
            PgConnection connection = get(connecting, patience);
            String name = to.getProperties().getOrDefault("application_name", "a");
            // The next statement will fail and report it.
            connection.exceptionHandler(e -> LOG.debugf("the connection of %s: %s", name, e));
            return new OwnConnection(connection, patience);
        } catch (ExecutionException e) {
            throw LostException.of(e);
        } catch (TimeoutException e) {
            connecting.onSuccess(PgConnection::close); // Too late: it must not stay open.
            throw new LostException(timeout(patience));
        } catch (InterruptedException e) {
            connecting.onSuccess(PgConnection::close);
            throw e;
        }
    }

    /** For statements, and for notification handlers; close it only through this object. */
    public PgConnection connection() {
        return connection;
    }

    /**
     * Waits for an answer.
     *
     * @throws ExecutionException when the database refuses, or the connection has broken, as the
     *     next statement will show
     * @throws LostException when there is no answer in time
     */
    public <T> T await(Future<T> answer)
            throws ExecutionException, LostException, InterruptedException {
        return await(answer, patience);
    }

    /** Like {@link #await(Future)}, with a time limit of its own. */
    public <T> T await(Future<T> answer, Duration patience)
            throws ExecutionException, LostException, InterruptedException {
        try {
            return get(answer, patience);
        } catch (TimeoutException e) {
            discard();
            throw new LostException(timeout(patience));
        }
    }

    /**
     * Runs statements in one transaction, without a wait between them; fails like {@link #await}.
     */
    public <T> T transaction(Function<PgConnection, Future<T>> statements)
            throws ExecutionException, LostException, InterruptedException {
        return await(Transactions.run(connection, ignored -> statements.apply(connection)));
    }

    /**
     * Makes the database abort slow statements and end a silent session: if the owner vanished, its
     * locks would otherwise stay until the network's own timeout, which takes hours.
     *
     * @param silenceMax longer than the owner is ever silent
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
     * Tries to take the advisory lock of that name and returns whether this session has it now.
     * Call it once per session, which keeps the lock until it ends.
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

    /** Begins a transaction whose statements are awaited one by one. */
    public Transaction begin() throws LostException, InterruptedException {
        try {
            return await(Transactions.begin(connection));
        } catch (ExecutionException e) {
            throw LostException.of(e);
        }
    }

    /**
     * Rolls back a transaction; if that fails, the connection is closed and the database rolls it
     * back.
     */
    public void rollback(Transaction transaction) throws LostException, InterruptedException {
        try {
            await(transaction.rollback());
        } catch (ExecutionException e) {
            throw LostException.of(e);
        }
    }

    /** Closes it without waiting and without calling its handlers; the owner knows. */
    void discard() {
        connection.closeHandler(closed -> {}).close();
    }

    /** Closes the session and everything tied to it; waits one second at most. */
    @Override
    public void close() {
        try {
            get(connection.closeHandler(closed -> {}).close(), CLOSE_PATIENCE);
        } catch (ExecutionException | TimeoutException e) {
            // The database will notice by itself.
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
