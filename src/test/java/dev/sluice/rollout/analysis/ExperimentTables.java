package dev.sluice.rollout.analysis;

import dev.sluice.testing.TestDatabase;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A database whose exposures and outcomes a test writes by hand. */
final class ExperimentTables {
    private final Vertx vertx = Vertx.vertx();
    private final Connection connection;
    private final PgConnection reactive;

    ExperimentTables(String name) throws Exception {
        String url = TestDatabase.migrate(TestDatabase.empty(name));
        connection = TestDatabase.connect(url);
        reactive = get(PgConnection.connect(vertx, PgConnectOptions.fromUri(url)));
    }

    Connection connection() {
        return connection;
    }

    <T> T with(Function<SqlConnection, Future<T>> statements) throws Exception {
        return get(statements.apply(reactive));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long count(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    void feedback(UUID inference, String name, Double number) throws SQLException {
        Instant at = Instant.ofEpochMilli(inference.getMostSignificantBits() >>> 16);
        try (PreparedStatement ensure =
                        connection.prepareStatement("select ensure_partition('feedback', ?)");
                PreparedStatement insert = connection.prepareStatement(
                        "insert into feedback (inference_id, giver, name, kind, number, given_at, "
                                + "changed_at)"
                                + " values (?, '', ?, 'number', ?, ?, ?)")) {
            ensure.setObject(1, LocalDate.ofInstant(at, ZoneOffset.UTC));
            ensure.execute();
            insert.setObject(1, inference);
            insert.setString(2, name);
            insert.setObject(3, number, java.sql.Types.DOUBLE);
            insert.setTimestamp(4, Timestamp.from(at));
            insert.setTimestamp(5, Timestamp.from(at));
            insert.execute();
        }
    }

    Batch batch(String experiment) throws SQLException {
        return new Batch(experiment);
    }

    void close() throws Exception {
        get(reactive.close());
        connection.close();
        get(vertx.close());
    }

    /** Rows of one experiment, written at its close. */
    final class Batch implements AutoCloseable {
        private final String experiment;
        private final PreparedStatement exposures;
        private final PreparedStatement outcomes;

        Batch(String experiment) throws SQLException {
            this.experiment = experiment;
            exposures =
                    connection.prepareStatement("insert into exposure values (?, ?, ?, ?, ?, ?)");
            outcomes = connection.prepareStatement(
                    "insert into unit_outcome values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                            + "?, ?, ?, ?, ?)");
        }

        void expose(String unit, String variant, int stage, Instant at) throws SQLException {
            exposures.setString(1, experiment);
            exposures.setString(2, unit);
            exposures.setString(3, variant);
            exposures.setInt(4, stage);
            exposures.setObject(5, new UUID(at.toEpochMilli() << 16, 0));
            exposures.setTimestamp(6, Timestamp.from(at));
            exposures.addBatch();
        }

        void duration(String unit, String variant, int stage, long inferences, long us)
                throws SQLException {
            outcome(
                    unit,
                    variant,
                    stage,
                    inferences,
                    inferences,
                    inferences,
                    0,
                    0,
                    0,
                    0,
                    0,
                    inferences,
                    us,
                    0,
                    0,
                    0,
                    BigDecimal.ZERO);
        }

        /** One unit's sums of one stage, in the order of the table's columns. */
        void outcome(
                String unit,
                String variant,
                int stage,
                long inferences,
                long ended,
                long completed,
                long fallbacks,
                long confidenceN,
                double confidence,
                long firstTokenN,
                long firstTokenUs,
                long durationN,
                long durationUs,
                long tokensN,
                long tokens,
                long costN,
                BigDecimal cost)
                throws SQLException {
            Object[] values = {
                experiment,
                unit,
                variant,
                stage,
                inferences,
                ended,
                completed,
                fallbacks,
                confidenceN,
                confidence,
                firstTokenN,
                firstTokenUs,
                durationN,
                durationUs,
                tokensN,
                tokens,
                costN,
                cost,
                Timestamp.from(Rollouts.START)
            };
            for (int i = 0; i < values.length; i++) {
                outcomes.setObject(i + 1, values[i]);
            }
            outcomes.addBatch();
        }

        @Override
        public void close() throws SQLException {
            exposures.executeBatch();
            outcomes.executeBatch();
            exposures.close();
            outcomes.close();
        }
    }
}
