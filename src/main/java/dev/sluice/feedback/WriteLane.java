package dev.sluice.feedback;

import dev.sluice.database.Lane;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;

import jakarta.enterprise.context.ApplicationScoped;

import java.util.function.Function;

/**
 * The {@link Lane} of feedback on its way into the database; beyond it clients are told to come
 * back.
 */
@ApplicationScoped
public class WriteLane {
    /** With the reads still less than the pool's 20 connections. */
    private static final int RUNNING_MAX = 4;

    private static final int WAITING_MAX = 64;

    private final Lane lane;

    WriteLane(Vertx vertx, Pool pool) {
        lane = new Lane(
                vertx, pool, new Lane.Terms(false, RUNNING_MAX, WAITING_MAX, "take feedback"));
    }

    /** Runs statements in one transaction: all of it is kept, or nothing. */
    <T> Uni<T> write(Function<SqlConnection, Future<T>> statements) {
        return lane.run(statements);
    }
}
