package dev.sluice.rollout.store;

import dev.sluice.database.Lane;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;

import jakarta.enterprise.context.ApplicationScoped;

import java.util.function.Function;

/** The {@link Lane}s of experiments: few people look at them, and fewer change them. */
@ApplicationScoped
public class ExperimentLanes {
    /** With the lanes of records and feedback less than the pool's 20 connections. */
    private static final int RUNNING_MAX = 2;

    private static final int WAITING_MAX = 32;

    private final Lane reads;
    private final Lane writes;

    ExperimentLanes(Vertx vertx, Pool pool) {
        reads = new Lane(
                vertx,
                pool,
                new Lane.Terms(true, RUNNING_MAX, WAITING_MAX, "give the experiments"));
        writes = new Lane(
                vertx, pool, new Lane.Terms(false, RUNNING_MAX, WAITING_MAX, "change experiments"));
    }

    /** Runs statements that only read; fails with a {@link dev.sluice.web.ProblemException}. */
    public <T> Uni<T> read(Function<SqlConnection, Future<T>> statements) {
        return reads.run(statements);
    }

    /** Runs statements in one transaction: all of it happens, or nothing. */
    public <T> Uni<T> write(Function<SqlConnection, Future<T>> statements) {
        return writes.run(statements);
    }
}
