package dev.sluice.record.api;

import dev.sluice.common.Problem;
import dev.sluice.common.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The way of reads to the database: few at once, so that others find a connection; few in line; each with an
 * answer within {@link #PATIENCE}, whatever the database does.
 *
 * <p>Nobody cancels a read: a connection that is let go in the middle is lost to the pool. A read whose client has left,
 * or has been told to come back, ends by itself; the database bounds its time too. Safe for any thread; answers come on
 * the caller's context.
 */
@ApplicationScoped
public class ReadLane {
    /** How long a client waits at most. */
    static final Duration PATIENCE = Duration.ofMillis(2500);

    /** Less than the half of the pool's 20 connections. */
    private static final int RUNNING_MAX = 8;

    private static final int WAITING_MAX = 64;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Logger LOG = Logger.getLogger(ReadLane.class);

    /** The database gives up before the client does, so that what nobody waits for stops taking its time. */
    private static final String PREPARE = "set transaction read only; set local statement_timeout = "
            + PATIENCE.minusMillis(500).toMillis();

    private final Vertx vertx;
    private final Pool pool;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    ReadLane(Vertx vertx, Pool pool) {
        this.vertx = vertx;
        this.pool = pool;
    }

    /** Runs statements that only read, all of them on one state of the data; fails with a {@link ProblemException}. */
    <T> Uni<T> read(Function<SqlConnection, Future<T>> statements) {
        return Uni.createFrom().emitter(emitter -> begin(statements).onComplete(emitter::complete, emitter::fail));
    }

    private <T> Future<T> begin(Function<SqlConnection, Future<T>> statements) {
        Promise<T> answer = Promise.promise();
        Context context = vertx.getOrCreateContext();
        long timer = vertx.setTimer(
                PATIENCE.toMillis(), ignored -> answer.tryFail(unavailable("it did not answer in time")));
        answer.future().onComplete(ignored -> vertx.cancelTimer(timer));
        if (!enter(() -> context.runOnContext(ignored -> run(statements, answer)))) {
            answer.tryFail(unavailable("too many reads wait for it"));
        }
        return answer.future();
    }

    private <T> void run(Function<SqlConnection, Future<T>> statements, Promise<T> answer) {
        if (answer.future().isComplete()) {
            leave();
            return;
        }
        pool.withTransaction(connection ->
                        connection.query(PREPARE).execute().compose(ignored -> statements.apply(connection)))
                .onComplete(result -> {
                    leave();
                    if (result.succeeded()) {
                        answer.tryComplete(result.result());
                    } else {
                        answer.tryFail(problem(result.cause()));
                    }
                });
    }

    /** Starts the read now or puts it in line; false when there is no room for it. */
    private boolean enter(Runnable read) {
        lock.lock();
        try {
            if (running == RUNNING_MAX) {
                return waiting.size() < WAITING_MAX && waiting.add(read);
            }
            running++;
        } finally {
            lock.unlock();
        }
        read.run();
        return true;
    }

    /** Gives the place of a read that has ended to the next in line. */
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

    private static ProblemException problem(Throwable cause) {
        LOG.debug("a read has failed", cause);
        if (!(cause instanceof PgException answered)) {
            return unavailable("it can't be reached");
        }
        String state = answered.getSqlState();
        return switch (state) {
            case "42P01", "42703", "42883" -> unavailable("its tables are not made yet, or not those of this version");
            case "57014" ->
                new ProblemException(
                        Problem.of(
                                503,
                                "too_slow",
                                "the read took too long; narrow it with since and until, or try again"),
                        RETRY_AFTER);
            case null -> unavailable("it can't be used");
            default -> {
                if (isPassing(state)) {
                    yield unavailable("it can't be used now");
                }
                LOG.error("a read has failed", cause);
                yield new ProblemException(
                        Problem.of(500, "internal_error", "the records can't be read; the gateway's log says why"));
            }
        };
    }

    /** Classes of SQL states: connection, resources, operator's intervention; and a conflict with somebody else. */
    private static boolean isPassing(String state) {
        return state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("40")
                || state.equals("55P03");
    }

    private static ProblemException unavailable(String why) {
        return new ProblemException(
                Problem.of(503, "database_unavailable", "the database can't give the records: " + why), RETRY_AFTER);
    }
}
