package dev.sluice.database;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;

import jakarta.inject.Singleton;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Runs transactions on the pool's connections, each on the {@link Lane} of its feature: few at
 * once, few in line, and each with an answer within the lane's patience, whatever the database
 * does.
 *
 * <p>Nobody cancels a transaction: a connection that is let go in the middle is lost to the pool.
 * One whose client has left, or has been told to come back, ends by itself; the database bounds its
 * time too. Safe for any thread; answers come on the caller's context.
 */
@Singleton
public class Lanes {
    private final Vertx vertx;
    private final Pool pool;
    private final Map<Lane, LaneQueue> queues = new EnumMap<>(Lane.class);

    public Lanes(Vertx vertx, Pool pool) {
        this.vertx = vertx;
        this.pool = pool;
        for (Lane lane : Lane.values()) {
            queues.put(lane, new LaneQueue(lane.runningMax(), lane.waitingMax()));
        }
    }

    /**
     * Runs statements in one transaction: all of it is kept, or nothing; what a lane of reads reads
     * is one state of the data. Fails with a {@link DatabaseException}, or with whatever the
     * statements themselves have thrown.
     */
    public <T> Uni<T> run(Lane lane, Function<SqlConnection, Future<T>> statements) {
        return Uni.createFrom()
                .emitter(emitter ->
                        begin(lane, statements).onComplete(emitter::complete, emitter::fail));
    }

    /** As {@link #run}, begun at once. */
    public <T> Future<T> begin(Lane lane, Function<SqlConnection, Future<T>> statements) {
        Promise<T> answer = Promise.promise();
        Context context = vertx.getOrCreateContext();
        long timer = vertx.setTimer(
                lane.patience().toMillis(),
                ignored -> answer.tryFail(
                        DatabaseException.unavailable(lane, "it did not answer in time")));
        answer.future().onComplete(ignored -> vertx.cancelTimer(timer));
        Runnable transaction = () -> context.runOnContext(ignored -> run(lane, statements, answer));
        if (!queue(lane).enter(transaction)) {
            answer.tryFail(DatabaseException.unavailable(
                    lane, "too many " + lane.transaction() + "s wait for it"));
        }
        return answer.future();
    }

    private <T> void run(
            Lane lane, Function<SqlConnection, Future<T>> statements, Promise<T> answer) {
        if (answer.future().isComplete()) {
            queue(lane).leave();
            return;
        }
        Transactions.run(pool, lane.bounds(), statements).onComplete(result -> {
            queue(lane).leave();
            if (result.succeeded()) {
                answer.tryComplete(result.result());
            } else {
                answer.tryFail(DatabaseException.of(lane, result.cause()));
            }
        });
    }

    private LaneQueue queue(Lane lane) {
        return Objects.requireNonNull(queues.get(lane));
    }
}
