package dev.sluice.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;

import java.util.function.Function;

/**
 * Where every transaction of the gateway's begins, whether on a connection of the pool or on {@link
 * OwnConnection somebody's own}: what is to be true of each of them is set in {@link #prepare}, and
 * ends with it.
 */
public final class Transactions {
    private Transactions() {}

    /**
     * Runs statements on a connection of the pool, all of them or none; nobody may cancel it, since
     * a connection that is let go in the middle is lost to the pool.
     *
     * @param bounds statements that bound this transaction, {@code set local ...}; empty for none
     */
    public static <T> Future<T> run(
            Pool pool, String bounds, Function<SqlConnection, Future<T>> statements) {
        return pool.withTransaction(connection ->
                prepare(connection, bounds).compose(ignored -> statements.apply(connection)));
    }

    /** Runs statements on that connection, all of them or none. */
    static <T> Future<T> run(
            SqlConnection connection, Function<SqlConnection, Future<T>> statements) {
        return connection
                .begin()
                .compose(transaction -> prepare(connection, "")
                        .compose(ignored -> statements.apply(connection))
                        .compose(
                                result -> transaction.commit().map(result),
                                failure -> transaction
                                        .rollback()
                                        .transform(ignored -> Future.<T>failedFuture(failure))));
    }

    /** For statements that are waited for one by one. */
    static Future<Transaction> begin(SqlConnection connection) {
        return connection.begin().compose(transaction -> prepare(connection, "").map(transaction));
    }

    private static Future<Void> prepare(SqlConnection connection, String bounds) {
        return bounds.isEmpty()
                ? Future.succeededFuture()
                : connection.query(bounds).execute().mapEmpty();
    }
}
