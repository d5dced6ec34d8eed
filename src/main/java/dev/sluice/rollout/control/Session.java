package dev.sluice.rollout.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Transaction;

import org.jboss.logging.Logger;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A connection of the controller's own. The lock that makes a leader is the session's, and so
 * whatever is written on the session that has it is written by the leader. Waits, on the one thread
 * that has it, and for no longer than a bound.
 */
final class Session implements AutoCloseable {
    /** The session is over, or can't be trusted any more; with it the lead is. */
    static final class LostException extends IOException {
        private static final long serialVersionUID = 1L;

        LostException(Throwable cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }

    private static final Logger LOG = Logger.getLogger(Session.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * A look is up to seven statements; one that takes too long the database ends, which costs the
     * look and not the lead.
     */
    private static final Duration LOOK_PATIENCE = PATIENCE.multipliedBy(7);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    /**
     * The database ends the session of a leader that is gone without a word: one that lives says
     * something at each tick. Else its lock would stay for as long as the network's own patience,
     * which is hours.
     */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

    private static final String LOCK =
            "select pg_try_advisory_lock(hashtext('sluice rollouts')) as mine";

    private final PgConnection connection;

    private Session(PgConnection connection) {
        this.connection = connection;
        connection.exceptionHandler(
                e -> LOG.debugf("the leader's connection: %s", e)); // The next statement tells.
    }

    /**
     * Opens one.
     *
     * @param tick at which something is said on it
     */
    static Session open(Vertx vertx, PgConnectOptions options, Duration tick)
            throws LostException, InterruptedException {
        Future<PgConnection> connecting = PgConnection.connect(vertx, options);
        try {
            Session session = new Session(wait(connecting, PATIENCE));
            session.prepare(tick);
            return session;
        } catch (ExecutionException e) {
            throw new LostException(cause(e));
        } catch (TimeoutException e) {
            connecting.onSuccess(PgConnection::close); // It comes too late, and must not stay.
            throw new LostException(timeout(PATIENCE));
        } catch (InterruptedException e) {
            connecting.onSuccess(PgConnection::close);
            throw e;
        }
    }

    private void prepare(Duration tick) throws LostException, InterruptedException {
        long silence = Math.max(SILENCE_MAX.toMillis(), tick.multipliedBy(5).toMillis());
        try {
            await(connection
                    .query("set statement_timeout = " + (PATIENCE.toMillis() - 1_000)
                            + "; set lock_timeout = 3000; set idle_in_transaction_session_timeout "
                            + "= "
                            + silence
                            + "; set idle_session_timeout = " + silence)
                    .execute());
        } catch (ExecutionException e) {
            close();
            throw new LostException(cause(e));
        }
    }

    /** Whether this session is the leader's, now that it has asked; asked once. */
    boolean lead() throws LostException, InterruptedException {
        try {
            return await(connection.query(LOCK).execute()).iterator().next().getBoolean("mine");
        } catch (ExecutionException e) {
            throw new LostException(cause(e));
        }
    }

    PgConnection connection() {
        return connection;
    }

    /**
     * Waits for an answer.
     *
     * @throws ExecutionException when the database refuses; the session goes on
     * @throws LostException when there is no answer in time
     */
    <T> T await(Future<T> answer) throws ExecutionException, LostException, InterruptedException {
        return await(answer, PATIENCE);
    }

    /** Waits for the figures of an experiment, which may be many; else as {@link #await}. */
    <T> T awaitLook(Future<T> figures)
            throws ExecutionException, LostException, InterruptedException {
        return await(figures, LOOK_PATIENCE);
    }

    private <T> T await(Future<T> answer, Duration patience)
            throws ExecutionException, LostException, InterruptedException {
        try {
            return wait(answer, patience);
        } catch (TimeoutException e) {
            close();
            throw new LostException(timeout(patience));
        }
    }

    Transaction begin() throws LostException, InterruptedException {
        try {
            return await(connection.begin());
        } catch (ExecutionException e) {
            throw new LostException(cause(e));
        }
    }

    /**
     * Undoes what a transaction has done; a session that can't is lost, and the database undoes it.
     */
    void rollback(Transaction transaction) throws LostException, InterruptedException {
        try {
            await(transaction.rollback());
        } catch (ExecutionException e) {
            throw new LostException(cause(e));
        }
    }

    /** Ends it, and the lead with it. */
    @Override
    public void close() {
        try {
            wait(connection.close(), CLOSE_PATIENCE);
        } catch (ExecutionException | TimeoutException e) {
            // The database finds out by itself.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T wait(Future<T> answer, Duration patience)
            throws ExecutionException, TimeoutException, InterruptedException {
        return answer.toCompletionStage()
                .toCompletableFuture()
                .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static TimeoutException timeout(Duration patience) {
        return new TimeoutException("no answer within " + patience.toSeconds() + " s");
    }

    private static Throwable cause(ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
    }
}
