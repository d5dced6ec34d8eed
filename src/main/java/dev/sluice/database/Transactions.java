package dev.sluice.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;

import java.util.function.Function;

/**
 * Begins every transaction of the gateway, on a pool connection or on an {@link OwnConnection}:
 * settings for all transactions are made in {@link #prepare}, and end with the transaction.
 */
public final class Transactions {
    private Transactions() {}

    /**
     * Runs statements on a pool connection, all or none. Must not be cancelled: a connection
     * dropped in the middle would be lost to the pool.
     *
     * @param bounds statements that limit this transaction, {@code set local ...}; empty for none
     */
    public static <T> Future<T> run(
            Pool pool, String bounds, Function<SqlConnection, Future<T>> statements) {
        return pool.withTransaction(connection ->
                prepare(connection, bounds).compose(ignored -> statements.apply(connection)));
    }

    /** Runs statements on that connection, all or none. */
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

    /** Begins a transaction whose statements are awaited one by one. */
    static Future<Transaction> begin(SqlConnection connection) {
        return connection.begin().compose(transaction -> prepare(connection, "").map(transaction));
    }

    private static Future<Void> prepare(SqlConnection connection, String bounds) {
        return bounds.isEmpty()
                ? Future.succeededFuture()
                : connection.query(bounds).execute().mapEmpty();
    }
}
