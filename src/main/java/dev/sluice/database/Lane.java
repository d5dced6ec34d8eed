package dev.sluice.database;

import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;

import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A way of the administration API to the database: few transactions at once, so that others find a
 * connection; few in line; each with an answer within {@link #PATIENCE}, whatever the database
 * does.
 *
 * <p>Nobody cancels a transaction: a connection that is let go in the middle is lost to the pool.
 * One whose client has left, or has been told to come back, ends by itself; the database bounds its
 * time too. Safe for any thread; answers come on the caller's context.
 */
public final class Lane {
    /** How long a client waits at most. */
    public static final Duration PATIENCE = Duration.ofMillis(2500);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Logger LOG = Logger.getLogger(Lane.class);

    /**
     * The database gives up before the client does, so that what nobody waits for stops taking its
     * time.
     */
    private static final String PREPARE =
            "set local statement_timeout = " + PATIENCE.minusMillis(500).toMillis();

    private final Vertx vertx;
    private final Pool pool;
    private final Terms terms;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    public Lane(Vertx vertx, Pool pool, Terms terms) {
        this.vertx = vertx;
        this.pool = pool;
        this.terms = terms;
    }

    /**
     * What goes this way, and how much of it.
     *
     * @param reads whether its transactions only read
     * @param runningMax transactions at once; the pool has 20 connections for all lanes
     * @param waitingMax transactions in line behind them
     * @param cannot what the database does not do when it is away: completes "the database can't
     *     ..."
     */
    public record Terms(boolean reads, int runningMax, int waitingMax, String cannot) {
        private String what() {
            return reads ? "read" : "write";
        }
    }

    /** Runs statements in one transaction; fails with a {@link ProblemException}. */
    public <T> Uni<T> run(Function<SqlConnection, Future<T>> statements) {
        return Uni.createFrom()
                .emitter(emitter -> begin(statements).onComplete(emitter::complete, emitter::fail));
    }

    private <T> Future<T> begin(Function<SqlConnection, Future<T>> statements) {
        Promise<T> answer = Promise.promise();
        Context context = vertx.getOrCreateContext();
        long timer = vertx.setTimer(
                PATIENCE.toMillis(),
                ignored -> answer.tryFail(unavailable("it did not answer in time")));
        answer.future().onComplete(ignored -> vertx.cancelTimer(timer));
        if (!enter(() -> context.runOnContext(ignored -> run(statements, answer)))) {
            answer.tryFail(unavailable("too many " + terms.what() + "s wait for it"));
        }
        return answer.future();
    }

    private <T> void run(Function<SqlConnection, Future<T>> statements, Promise<T> answer) {
        if (answer.future().isComplete()) {
            leave();
            return;
        }
        pool.withTransaction(connection -> connection
                        .query(terms.reads() ? "set transaction read only; " + PREPARE : PREPARE)
                        .execute()
                        .compose(ignored -> statements.apply(connection)))
                .onComplete(result -> {
                    leave();
                    if (result.succeeded()) {
                        answer.tryComplete(result.result());
                    } else {
                        answer.tryFail(problem(result.cause()));
                    }
                });
    }

    /** Starts it now or puts it in line; false when there is no room for it. */
    private boolean enter(Runnable transaction) {
        lock.lock();
        try {
            if (running == terms.runningMax()) {
                return waiting.size() < terms.waitingMax() && waiting.add(transaction);
            }
            running++;
        } finally {
            lock.unlock();
        }
        transaction.run();
        return true;
    }

    /** Gives the place of one that has ended to the next in line. */
    private void leave() {
        Runnable next;
        lock.lock();
        try {
            next = waiting.poll();
            if (next == null) {
                running--;
                return;
            }
        } finally {
            lock.unlock();
        }
        next.run();
    }

    private ProblemException problem(Throwable cause) {
        if (cause instanceof ProblemException decided) {
            return decided; // The statements themselves have found out that it can't be.
        }
        LOG.debugf(cause, "a %s has failed", terms.what());
        if (!(cause instanceof PgException answered)) {
            return unavailable("it can't be reached");
        }
        String state = answered.getSqlState();
        return switch (state) {
            case "42P01", "42703", "42883" ->
                unavailable("its tables are not made yet, or not those of this version");
            case "57014" ->
                new ProblemException(
                        Problem.of(
                                503,
                                "too_slow",
                                "the " + terms.what() + " took too long; "
                                        + (terms.reads()
                                                ? "narrow it with since and until, or try again"
                                                : "try again")),
                        RETRY_AFTER);
            case null -> unavailable("it can't be used");
            default -> {
                if (isPassing(state)) {
                    yield unavailable("it can't be used now");
                }
                LOG.errorf(cause, "a %s has failed", terms.what());
                yield new ProblemException(Problem.of(
                        500,
                        "internal_error",
                        "the database can't " + terms.cannot() + "; the gateway's log says why"));
            }
        };
    }

    /**
     * Classes of SQL states: connection, resources, operator's intervention; and a conflict with
     * somebody else.
     */
    private static boolean isPassing(String state) {
        return state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("40")
                || state.equals("55P03");
    }

    private ProblemException unavailable(String why) {
        return new ProblemException(
                Problem.of(
                        503,
                        "database_unavailable",
                        "the database can't " + terms.cannot() + ": " + why),
                RETRY_AFTER);
    }
}
