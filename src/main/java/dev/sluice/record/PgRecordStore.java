package dev.sluice.record;

import dev.sluice.database.DatabaseAddress;
import dev.sluice.database.DatabaseException;
import dev.sluice.database.KeptConnection;
import dev.sluice.database.LostException;
import dev.sluice.database.Migrations;
import dev.sluice.database.OwnConnection;
import dev.sluice.record.BatchColumns.Inference;
import dev.sluice.record.RecordStore.StoreException.Kind;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

import org.flywaydb.core.api.FlywayException;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * The tables of inferences in PostgreSQL. A batch is one transaction with one statement per table;
 * a row that is already there stays as it is, and is not counted for its experiment again. Confined
 * to one thread, which may block here; never an event loop.
 *
 * <p>It has a connection of its own rather than one of the pool: after any failure the connection
 * and everything tied to it are thrown away, and the pool never sees one in an unknown state.
 */
final class PgRecordStore implements RecordStore {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * Tomorrow's partitions are made ahead of time; after a failure this is soon enough for the
     * next try.
     */
    private static final Duration AHEAD_AGAIN = Duration.ofMinutes(1);

    /** About 10 MB. */
    private static final int EXPOSED_UNITS = 100_000;

    private static final String ENSURE = "select ensure_partition(parent, $1)"
            + " from unnest(array['inference', 'attempt', 'inference_text']) as parent";

    private static final String NO_PARTITION = "23514";

    /**
     * SQLSTATE classes of errors about the data: data exception, constraint, cardinality, limit
     * exceeded.
     */
    private static final Set<String> CONTENT = Set.of("22", "23", "21", "54");

    private final Migrations migrations;
    private final Pricing pricing;
    private final BiConsumer<String, String> onExposure;
    private final ExposedUnits exposed = new ExposedUnits(EXPOSED_UNITS);
    private final Set<LocalDate> days = new HashSet<>();
    private final KeptConnection connection;
    private boolean daysForgotten;
    private long aheadTriedNanos;

    /**
     * Makes the store.
     *
     * @param onExposure receives the experiment and the variant of each unit that is new to that
     *     experiment
     */
    PgRecordStore(
            Vertx vertx,
            PgConnectOptions options,
            Pricing pricing,
            BiConsumer<String, String> onExposure) {
        this(vertx, options, pricing, onExposure, PATIENCE);
    }

    PgRecordStore(
            Vertx vertx,
            PgConnectOptions options,
            Pricing pricing,
            BiConsumer<String, String> onExposure,
            Duration patience) {
        this.connection = new KeptConnection(
                vertx, DatabaseAddress.named(options, "sluice-records"), patience);
        this.migrations = new Migrations(options);
        this.pricing = pricing;
        this.onExposure = onExposure;
        this.aheadTriedNanos = System.nanoTime() - AHEAD_AGAIN.toNanos();
    }

    @Override
    public void prepare() throws StoreException {
        try {
            migrations.run();
            days.clear();
            exposed.clear();
        } catch (FlywayException e) {
            throw new StoreException(Kind.UNAVAILABLE, root(e));
        }
    }

    @Override
    public void store(List<InferenceRecord> records) throws StoreException, InterruptedException {
        if (records.isEmpty()) {
            return;
        }
        try {
            BatchColumns columns = BatchColumns.of(records, pricing);
            OwnConnection open = connection.open();
            ensure(open, columns.days());
            List<Inference> enrolled = columns.enrolled();
            if (enrolled.isEmpty()) {
                open.transaction(to -> insert(to, columns));
            } else {
                storeWithUnits(open, columns, enrolled);
            }
            daysForgotten = false;
            ensureAhead(open, columns.days());
        } catch (ExecutionException e) {
            connection.discard();
            throw failure(LostException.reason(e));
        } catch (LostException e) {
            connection.discard();
            throw new StoreException(Kind.UNAVAILABLE, LostException.reason(e));
        } catch (InterruptedException | RuntimeException e) {
            connection.discard();
            throw e;
        }
    }

    /**
     * Counts units in the transaction that stores their inferences, so that an inference which was
     * already there is not counted again.
     */
    private void storeWithUnits(OwnConnection open, BatchColumns columns, List<Inference> enrolled)
            throws ExecutionException, LostException, InterruptedException {
        Set<UnitKey> units = enrolled.stream().map(UnitColumns::key).collect(Collectors.toSet());
        Set<UnitKey> missing = exposed.missing(units);
        List<Row> written = open.transaction(to -> to.preparedQuery(BatchColumns.NEW_INFERENCES)
                .execute(columns.inferences())
                .compose(stored -> {
                    Set<UUID> ids = new HashSet<>();
                    stored.forEach(row -> ids.add(row.getUUID(0)));
                    UnitColumns added = UnitColumns.of(
                            enrolled.stream()
                                    .filter(row -> ids.contains(row.it().id()))
                                    .toList(),
                            missing);
                    return insertParts(to, columns, Future.succeededFuture())
                            .compose(done -> count(to, added));
                }));
        exposed.add(units);
        for (Row row : written) {
            onExposure.accept(row.getString(0), row.getString(1));
        }
    }

    private static Future<List<Row>> count(PgConnection to, UnitColumns units) {
        if (units.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Future<List<Row>> written = units.hasExposures()
                ? to.preparedQuery(UnitColumns.EXPOSURES)
                        .execute(units.exposures())
                        .map(PgRecordStore::rows)
                : Future.succeededFuture(List.of());
        return written.compose(
                rows -> insert(to, UnitColumns.OUTCOMES, units.outcomes()).map(rows));
    }

    private static List<Row> rows(RowSet<Row> rows) {
        List<Row> all = new ArrayList<>();
        rows.forEach(all::add);
        return all;
    }

    private static Future<Void> insert(PgConnection to, BatchColumns columns) {
        return insertParts(to, columns, insert(to, BatchColumns.INFERENCES, columns.inferences()));
    }

    /** Inserts the attempts and texts, after their inferences. */
    private static Future<Void> insertParts(
            PgConnection to, BatchColumns columns, Future<Void> inferences) {
        Future<Void> done = inferences;
        if (columns.hasAttempts()) {
            done = done.compose(before -> insert(to, BatchColumns.ATTEMPTS, columns.attempts()));
        }
        if (columns.hasTexts()) {
            done = done.compose(before -> insert(to, BatchColumns.TEXTS, columns.texts()));
        }
        return done;
    }

    private static Future<Void> insert(PgConnection to, String statement, Tuple columns) {
        return to.preparedQuery(statement).execute(columns).mapEmpty();
    }

    private void ensure(OwnConnection open, Set<LocalDate> wanted)
            throws ExecutionException, LostException, InterruptedException {
        for (LocalDate day : new TreeSet<>(wanted)) {
            if (!days.contains(day)) {
                open.await(open.connection().preparedQuery(ENSURE).execute(Tuple.of(day)));
                days.add(day);
            }
        }
    }

    /** Failures are ignored: the records are stored by now. */
    private void ensureAhead(OwnConnection open, Set<LocalDate> stored)
            throws InterruptedException {
        Set<LocalDate> ahead = new TreeSet<>();
        stored.forEach(day -> ahead.add(day.plusDays(1)));
        if (days.containsAll(ahead)
                || System.nanoTime() - aheadTriedNanos < AHEAD_AGAIN.toNanos()) {
            return;
        }
        aheadTriedNanos = System.nanoTime();
        try {
            ensure(open, ahead);
        } catch (ExecutionException | LostException e) {
            connection.discard();
        }
    }

    private StoreException failure(Throwable cause) {
        if (!(cause instanceof PgException refusal) || refusal.getSqlState() == null) {
            return new StoreException(Kind.UNAVAILABLE, cause);
        }
        String state = refusal.getSqlState();
        if (DatabaseException.lacksTables(refusal)) {
            return new StoreException(Kind.UNPREPARED, cause);
        }
        if (state.equals(NO_PARTITION) && !daysForgotten) {
            daysForgotten = true; // Retention dropped the day's partition: try with a new one.
            days.clear();
            return new StoreException(Kind.UNAVAILABLE, cause);
        }
        return new StoreException(
                CONTENT.contains(state.substring(0, 2)) ? Kind.REFUSED : Kind.UNAVAILABLE, cause);
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    @Override
    public void close() {
        connection.close();
    }
}
