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
 * Runs transactions on pool connections, each on the {@link Lane} of its feature: few at once, few
 * in the queue, and each answered within the lane's time limit, whatever the database does.
 *
 * <p>Transactions are never cancelled: a connection dropped in the middle would be lost to the
 * pool. One whose client has left or got an error runs to its end; the database limits its time
 * too. Thread-safe; answers come on the caller's context.
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
     * Runs statements in one transaction, all or none; on a lane of reads they see one snapshot of
     * the data. Fails with a {@link DatabaseException}, or with what the statements themselves
     * threw.
     */
    public <T> Uni<T> run(Lane lane, Function<SqlConnection, Future<T>> statements) {
        return Uni.createFrom()
                .emitter(emitter ->
                        begin(lane, statements).onComplete(emitter::complete, emitter::fail));
    }

    /** Like {@link #run}, but begins at once. */
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
                    lane, "too many " + lane.transaction() + "s are waiting for it"));
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
