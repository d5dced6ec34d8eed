package dev.sluice.record.api;

import dev.sluice.database.Lane;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;

import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.util.function.Function;

/** The {@link Lane} of reads. */
@ApplicationScoped
public class ReadLane {
    /** How long a client waits at most. */
    static final Duration PATIENCE = Lane.PATIENCE;

    /** Less than the half of the pool's 20 connections. */
    private static final int RUNNING_MAX = 8;

    private static final int WAITING_MAX = 64;

    private final Lane lane;

    ReadLane(Vertx vertx, Pool pool) {
        lane = new Lane(
                vertx, pool, new Lane.Terms(true, RUNNING_MAX, WAITING_MAX, "give the records"));
    }

    /**
     * Runs statements that only read, all of them on one state of the data; fails with a {@link
     * dev.sluice.web.ProblemException}.
     */
    public <T> Uni<T> read(Function<SqlConnection, Future<T>> statements) {
        return lane.run(statements);
    }
}
