package dev.sluice.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.Eventually;
import dev.sluice.testing.TcpProxy;
import dev.sluice.testing.TestDatabase;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Sessions of one's own on a real database, which goes away. */
class OwnConnectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration HASTE = Duration.ofMillis(100);

    private final Vertx vertx = Vertx.vertx();
    private TcpProxy proxy;
    private PgConnectOptions to;

    @BeforeEach
    void begin() {
        PgConnectOptions database = PgConnectOptions.fromUri(TestDatabase.empty("own_connections"));
        proxy = new TcpProxy(database.getPort());
        to = DatabaseAddress.named(
                database.setHost("127.0.0.1").setPort(proxy.port()), "sluice-own");
    }

    @AfterEach
    void end() throws Exception {
        proxy.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void isKnownToTheDatabaseByItsName() throws Exception {
        try (OwnConnection own = OwnConnection.open(vertx, to, PATIENCE)) {
            assertThat(one(own, "show application_name")).isEqualTo("sluice-own");
        }
    }

    @Test
    void aRefusalLeavesTheSessionAsItIs() throws Exception {
        try (OwnConnection own = OwnConnection.open(vertx, to, PATIENCE)) {
            assertThatThrownBy(() -> one(own, "select nothing"))
                    .isInstanceOf(ExecutionException.class);
            assertThat(one(own, "select 'here'")).isEqualTo("here");
        }
    }

    @Test
    void whatIsNotAnsweredInTimeIsTheEndOfIt() throws Exception {
        try (OwnConnection own = OwnConnection.open(vertx, to, PATIENCE)) {
            assertThatThrownBy(() -> own.await(
                            own.connection().query("select pg_sleep(10)").execute(), HASTE))
                    .isInstanceOf(LostException.class);
            assertThatThrownBy(() -> one(own, "select 'here'"))
                    .isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsSaidAtOnce() {
        proxy.cut();

        assertThatThrownBy(() -> OwnConnection.open(vertx, to, PATIENCE))
                .isInstanceOf(LostException.class);
    }

    @Test
    void aTransactionIsAllOrNothing() throws Exception {
        try (OwnConnection own = OwnConnection.open(vertx, to, PATIENCE)) {
            one(own, "create table t (n int)");

            assertThatThrownBy(() -> own.transaction(connection -> connection
                            .query("insert into t values (1)")
                            .execute()
                            .compose(done -> connection.query("select nothing").execute())))
                    .isInstanceOf(ExecutionException.class);
            assertThatThrownBy(() -> own.transaction(connection -> connection
                            .query("insert into t values (2)")
                            .execute()
                            .compose(done -> Future.failedFuture("changed my mind"))))
                    .isInstanceOf(ExecutionException.class);
            own.transaction(
                    connection -> connection.query("insert into t values (3)").execute());
            Transaction undone = own.begin();
            one(own, "insert into t values (4)");
            own.rollback(undone);

            assertThat(one(own, "select string_agg(n::text, ',') from t")).isEqualTo("3");
        }
    }

    @Test
    void aLockIsOneSessionsUntilItEnds() throws Exception {
        try (OwnConnection other = OwnConnection.open(vertx, to, PATIENCE)) {
            try (OwnConnection own = OwnConnection.open(vertx, to, PATIENCE)) {
                assertThat(own.tryLock("sluice test")).isTrue();
                assertThat(other.tryLock("sluice test")).isFalse();
            }
            Eventually.equals(() -> locks(other), true);
        }
    }

    @Test
    void theDatabaseEndsWhoSaysNothing() throws Exception {
        try (OwnConnection own = OwnConnection.open(vertx, to, PATIENCE);
                OwnConnection other = OwnConnection.open(vertx, to, PATIENCE)) {
            own.limit(HASTE);
            assertThat(one(own, "show statement_timeout")).isEqualTo("9s");

            Eventually.equals(() -> sessions(other), "1");
        }
    }

    @Test
    void aKeptOneIsOpenedOnceAndAnewAfterItWasThrownAway() throws Exception {
        AtomicInteger prepared = new AtomicInteger();
        try (KeptConnection kept =
                new KeptConnection(vertx, to, PATIENCE, opened -> prepared.incrementAndGet())) {
            OwnConnection first = kept.open();
            assertThat(kept.open()).isSameAs(first);
            assertThat(prepared).hasValue(1);

            proxy.cut();
            assertThatThrownBy(() -> one(kept.open(), "select 'here'"))
                    .isInstanceOf(ExecutionException.class);
            kept.discard();
            assertThatThrownBy(kept::open).isInstanceOf(LostException.class);
            proxy.restore();

            assertThat(one(kept.open(), "select 'here'")).isEqualTo("here");
            assertThat(prepared).hasValue(2);
        }
    }

    private static boolean locks(OwnConnection session) {
        try {
            return session.tryLock("sluice test");
        } catch (LostException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String sessions(OwnConnection session) {
        try {
            return one(
                    session,
                    "select count(*)::text from pg_stat_activity where application_name = "
                            + "'sluice-own' and datname = current_database()");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String one(OwnConnection on, String sql) throws Exception {
        SqlConnection connection = on.connection();
        RowSet<Row> rows = on.await(connection.query(sql).execute());
        return rows.size() == 0 ? "" : rows.iterator().next().getString(0);
    }
}
