package dev.sluice.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.database.DatabaseException.Kind;
import dev.sluice.testing.TestDatabase;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import java.util.function.Function;

/** The lanes together, and one on a real database. */
class LanesTest {
    private static final Duration FOREVER_NEARLY = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final String url = TestDatabase.empty("lanes");

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theyAreAsManyAsThePoolHas() throws Exception {
        Properties properties = new Properties();
        try (InputStream file = Lane.class.getResourceAsStream("/application.properties")) {
            properties.load(file);
        }

        assertThat(properties.getProperty("quarkus.datasource.reactive.max-size"))
                .isEqualTo(String.valueOf(
                        Arrays.stream(Lane.values()).mapToInt(Lane::runningMax).sum()));
    }

    @Test
    void aLaneOfReadsWritesNothing() {
        assertThatThrownBy(() -> run(
                        Lane.EXPERIMENTS,
                        connection -> connection.query("create table t (n int)").execute()))
                .isInstanceOfSatisfying(DatabaseException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.FAULT);
                    assertThat(failure)
                            .hasMessage("the database can't return the experiments; the gateway's "
                                    + "log says why");
                });
    }

    @Test
    void whatTakesTooLongIsGivenUpByTheDatabase() {
        assertThatThrownBy(() -> run(
                        Lane.RECORDS,
                        connection -> connection
                                .query("set local statement_timeout = 50; select pg_sleep(10)")
                                .execute()))
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.TOO_SLOW));
    }

    @Test
    void whatTheStatementsHaveFoundOutIsNoFaultOfTheDatabase() {
        IllegalStateException found = new IllegalStateException("there is none");

        assertThatThrownBy(() -> run(
                        Lane.EXPERIMENT_CHANGES,
                        connection -> connection
                                .query("create table t (n int)")
                                .execute()
                                .map(done -> {
                                    throw found;
                                })))
                .isSameAs(found);
        boolean absent = run(
                Lane.EXPERIMENTS,
                connection -> connection
                        .query("select to_regclass('t') is null")
                        .execute()
                        .map(rows -> rows.iterator().next().getBoolean(0)));
        assertThat(absent).isTrue();
    }

    private <T> T run(Lane lane, Function<SqlConnection, Future<T>> statements) {
        Pool pool = PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(url))
                .using(vertx)
                .build();
        try {
            // A lane's patience is for the database, and not for a first connection on a busy
            // machine.
            pool.query("select 1")
                    .execute()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return new Lanes(vertx, pool).run(lane, statements).await().atMost(FOREVER_NEARLY);
        } finally {
            pool.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
