package dev.sluice.record;

import dev.sluice.config.bind.Days;
import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Creates the partitions of the coming days and drops expired ones; also deletes the unit data of
 * experiments that ended that long ago. What fails is retried at the next tick; a missed tick does
 * no harm, since partitions are made two days ahead, and the recorder makes them too.
 *
 * <p>Each step is a transaction for one day of one table: dropping a partition needs an exclusive
 * lock on the table, and everybody who comes meanwhile waits behind that, so a step gives up soon.
 * One of several replicas does the work; its lock is the transaction's and can't be left behind.
 */
@ApplicationScoped
public class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);
    private static final int DAYS_AHEAD = 2;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String LOCK_PATIENCE = "set local lock_timeout = 1000";
    private static final String MINE =
            "select pg_try_advisory_xact_lock(hashtext('sluice retention')) as mine";
    private static final String MAKE = "select ensure_partition($1, $2)";

    /**
     * Drops the oldest day before the given one and returns it; returns no row when there is none.
     */
    private static final String DROP_OLDEST = """
            select oldest, drop_partitions($1, oldest + 1)
            from (select to_date(right(min(child.relname), 8), 'YYYYMMDD') as oldest
                  from pg_inherits
                      join pg_class child on child.oid = inhrelid
                      join pg_class above on above.oid = inhparent
                  where above.relname = $1
                      and child.relname < $1 || '_' || to_char($2::date, 'YYYYMMDD')) days
            where oldest is not null""";

    /** Tables with data about units. The experiment itself, its changes and its decisions stay. */
    private static final List<String> OF_EXPERIMENTS =
            List.of("exposure", "unit_outcome", "experiment_look");

    /** Rows deleted per transaction. */
    private static final int BATCH = 10_000;

    private final Lanes lanes;
    private final Expiry expiry;

    Retention(Lanes lanes, Expiry expiry) {
        this.lanes = lanes;
        this.expiry = expiry;
    }

    @Scheduled(every = "10m", delayed = "15s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> onTick() {
        // Not cancellable: a connection dropped in mid-transaction would be lost to the pool.
        return Uni.createFrom()
                .emitter(emitter -> tick().onComplete(done -> emitter.complete(null)));
    }

    /** Does what is due; never fails. */
    Future<Void> tick() {
        LocalDate today = expiry.today();
        Days keep = expiry.keep();
        return dropBefore("inference_text", expiry.keepText())
                .compose(ignored -> dropBefore("feedback", keep))
                .compose(ignored -> dropBefore("attempt", keep))
                .compose(ignored -> dropBefore("inference", keep))
                .compose(ignored -> forgetBefore(expiry.firstDay(keep), OF_EXPERIMENTS.iterator()))
                .compose(ignored -> make(
                        List.of("inference", "attempt", "inference_text", "feedback")
                                .iterator(),
                        today))
                .recover(Retention::putOff);
    }

    private Future<Void> dropBefore(String table, Days keep) {
        LocalDate first = expiry.firstDay(keep);
        return first == null ? Future.succeededFuture() : dropBefore(table, first, keep);
    }

    private Future<Void> dropBefore(String table, LocalDate first, Days keep) {
        return step(connection -> connection
                        .preparedQuery(DROP_OLDEST)
                        .execute(Tuple.of(table, first))
                        .map(rows -> rows.size() == 0
                                ? null
                                : rows.iterator().next().getLocalDate("oldest")))
                .compose(dropped -> {
                    if (dropped == null) {
                        return Future.succeededFuture();
                    }
                    LOG.infof("dropped %s of %s, kept for %s", table, dropped, keep);
                    return dropBefore(table, first, keep);
                });
    }

    /** For experiments that ended before that day, however long they ran; null keeps all. */
    private Future<Void> forgetBefore(@Nullable LocalDate first, Iterator<String> tables) {
        return first == null || !tables.hasNext()
                ? Future.succeededFuture()
                : forgetBefore(first, tables.next())
                        .compose(ignored -> forgetBefore(first, tables));
    }

    /** Looks up one experiment at a time in an index, and never scans the rows of others. */
    private static String forget(String table) {
        return String.format(Locale.ROOT, """
                delete from %1$s where ctid = any (array(
                    select gone.row
                    from experiment e
                        cross join lateral (
                            select ctid as row from %1$s where experiment = e.id limit %2$d) gone
                    where e.ended_at < $1 limit %2$d))""", table, BATCH);
    }

    private Future<Void> forgetBefore(LocalDate first, String table) {
        return step(connection -> connection
                        .preparedQuery(forget(table))
                        .execute(Tuple.of(first.atStartOfDay().atOffset(ZoneOffset.UTC)))
                        .map(RowSet::rowCount))
                .compose(deleted -> deleted != null && deleted == BATCH
                        ? forgetBefore(first, table)
                        : Future.succeededFuture());
    }

    private Future<Void> make(Iterator<String> tables, LocalDate today) {
        if (!tables.hasNext()) {
            return Future.succeededFuture();
        }
        String table = tables.next();
        Future<Void> made = Future.succeededFuture();
        for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
            LocalDate day = today.plusDays(ahead);
            made = made.compose(ignored -> step(connection ->
                    connection.preparedQuery(MAKE).execute(Tuple.of(table, day)).mapEmpty()));
        }
        return made.compose(ignored -> make(tables, today));
    }

    /**
     * Runs one transaction; gives null without doing anything when another replica is at work or
     * the table is in use.
     */
    @SuppressWarnings("NullAway") // A lane's type can't say that its future holds null.
    private <T> Future<@Nullable T> step(Function<SqlConnection, Future<@Nullable T>> work) {
        return lanes.begin(
                        Lane.RETENTION,
                        connection -> connection
                                .query(LOCK_PATIENCE)
                                .execute()
                                .compose(ignored -> connection.query(MINE).execute())
                                .compose(rows -> rows.iterator().next().getBoolean("mine")
                                        ? work.apply(connection)
                                        : Future.succeededFuture()))
                .recover(cause -> {
                    if (cause.getCause() instanceof PgException busy
                            && LOCK_NOT_AVAILABLE.equals(busy.getSqlState())) {
                        LOG.debugf(
                                "a table of records is in use; its partitions have to wait: %s",
                                busy.getMessage());
                        return Future.succeededFuture();
                    }
                    return Future.failedFuture(cause);
                });
    }

    private static Future<Void> putOff(Throwable cause) {
        LOG.warnf(
                "the partitions of records can't be maintained now; trying again: %s",
                cause.getMessage());
        return Future.succeededFuture();
    }
}
