package dev.sluice.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.bind.ByteSize;
import dev.sluice.config.bind.Days;
import dev.sluice.config.record.RecordsConfig;
import dev.sluice.database.Lanes;
import dev.sluice.testing.TestDatabase;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** What is dropped when, on a database of this test's own. */
class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-21T16:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Days KEEP = new Days(90);
    private static final Days KEEP_TEXT = new Days(30);
    private static final List<String> TABLES =
            List.of("inference", "attempt", "inference_text", "feedback");

    private final Vertx vertx = Vertx.vertx();
    private String url;
    private Connection connection;

    @BeforeEach
    void makeTables() {
        url = TestDatabase.migrate(TestDatabase.empty("retention"));
        connection = TestDatabase.connect(url);
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        await(vertx.close());
    }

    @Test
    void makesTheDaysAhead() throws Exception {
        await(retention(url, KEEP, KEEP_TEXT).tick());

        for (String table : TABLES) {
            assertThat(days(table)).containsExactly("20261121", "20261122", "20261123");
        }
    }

    @Test
    void dropsWholeDaysThatAreOver() throws Exception {
        partitions("20250101", "20260819", "20260822", "20260823", "20261022", "20261121");

        await(retention(url, KEEP, KEEP_TEXT).tick());

        // 90 days before the 21st of November is the 23rd of August, 30 days before it the 22nd of
        // October.
        assertThat(days("inference"))
                .containsExactly("20260823", "20261022", "20261121", "20261122", "20261123");
        assertThat(days("attempt"))
                .containsExactly("20260823", "20261022", "20261121", "20261122", "20261123");
        assertThat(days("feedback"))
                .containsExactly("20260823", "20261022", "20261121", "20261122", "20261123");
        assertThat(days("inference_text"))
                .containsExactly("20261022", "20261121", "20261122", "20261123");
    }

    @Test
    void dropsNothingThatIsKeptForEver() throws Exception {
        partitions("19700101", "20250101");

        await(retention(url, Days.FOREVER, new Days(1)).tick());

        assertThat(days("inference")).startsWith("19700101", "20250101");
        assertThat(days("inference_text")).containsExactly("20261121", "20261122", "20261123");
    }

    @Test
    void takesTextAwayAndLeavesTheRecord() throws Exception {
        UUID id = InferenceRow.at(Instant.parse("2026-10-21T23:59:59.999Z")).insert(connection);
        InferenceRow.text(connection, id, "{}", "{}", false);

        await(retention(url, KEEP, KEEP_TEXT).tick());

        assertThat(count("inference")).isEqualTo(1);
        assertThat(count("inference_text")).isZero();
        Expiry expiry = expiry(KEEP, KEEP_TEXT);
        assertThat(expiry.isTextGone(id)).isTrue();
        assertThat(expiry.isGone(id)).isFalse();
    }

    @Test
    void forgetsTheUnitsOfExperimentsThatEndedBeforeThatDay() throws Exception {
        experiment("old", "'2026-08-22T23:59:59Z'", 10_001);
        experiment("younger", "'2026-08-23T00:00:00Z'", 1);
        experiment("running", "null", 1);

        await(retention(url, Days.FOREVER, KEEP_TEXT).tick());
        assertThat(count("exposure")).isEqualTo(10_003);
        await(retention(url, KEEP, KEEP_TEXT).tick());

        for (String table : List.of("exposure", "unit_outcome", "experiment_look")) {
            assertThat(count(table + " where experiment = 'old'")).as(table).isZero();
            assertThat(count(table)).as(table).isEqualTo(2);
        }
        assertThat(count("experiment")).isEqualTo(3);
    }

    private void experiment(String id, String ended, int units) throws SQLException {
        execute("insert into experiment (id, route, definition, state, created_at, ended_at, "
                + "changed_at) values ('"
                + id + "', 'r', '{}', 'stopped', now(), " + ended + ", now())");
        String each = " from generate_series(1, " + units + ") as g";
        execute("insert into exposure select '" + id
                + "', 'u' || g, 'control', 0, gen_random_uuid(), now()" + each);
        execute("insert into unit_outcome select '" + id
                + "', 'u' || g, 'control', 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, now()"
                + each);
        execute("insert into experiment_look select '" + id
                + "', 'candidate', 'errors', now() + g * interval '1 s', 0, 1, 0, 0, 0"
                + " from generate_series(1, 1) g");
    }

    @Test
    void leavesTheWorkToTheReplicaThatIsAtIt() throws Exception {
        partitions("20250101");
        connection.setAutoCommit(false);
        execute("select pg_advisory_xact_lock(hashtext('sluice retention'))");

        await(retention(url, KEEP, KEEP_TEXT).tick());
        assertThat(days("inference")).containsExactly("20250101");

        connection.rollback();
        await(retention(url, KEEP, KEEP_TEXT).tick());
        assertThat(days("inference")).containsExactly("20261121", "20261122", "20261123");
    }

    @Test
    void severalReplicasDropEachDayOnce() throws Exception {
        partitions("20250101", "20250102", "20250103", "20261121");

        Future<Void> one = retention(url, KEEP, KEEP_TEXT).tick();
        Future<Void> other = retention(url, KEEP, KEEP_TEXT).tick();
        await(one);
        await(other);
        // Each of them leaves alone what the other has just in hand.
        await(retention(url, KEEP, KEEP_TEXT).tick());

        for (String table : TABLES) {
            assertThat(days(table)).containsExactly("20261121", "20261122", "20261123");
        }
    }

    @Test
    void doesNotWaitForLongForATableInUse() throws Exception {
        partitions("20250101");
        connection.setAutoCommit(false);
        execute("select count(*) from inference");

        await(retention(url, KEEP, KEEP_TEXT).tick());
        assertThat(days("attempt")).containsExactly("20261121", "20261122", "20261123");
        assertThat(days("inference"))
                .containsExactly("20250101", "20261121", "20261122", "20261123");

        connection.rollback();
        await(retention(url, KEEP, KEEP_TEXT).tick());
        assertThat(days("inference")).containsExactly("20261121", "20261122", "20261123");
    }

    @Test
    void survivesADatabaseThatIsAway() throws Exception {
        String nowhere = url.replaceFirst("@.*/", "@127.0.0.1:1/");
        String notMigrated = TestDatabase.empty("retention_bare");

        assertThat(retention(nowhere, KEEP, KEEP_TEXT)
                        .tick()
                        .toCompletionStage()
                        .toCompletableFuture())
                .succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(retention(notMigrated, KEEP, KEEP_TEXT)
                        .tick()
                        .toCompletionStage()
                        .toCompletableFuture())
                .succeedsWithin(10, TimeUnit.SECONDS);
    }

    private Retention retention(String address, Days keep, Days keepText) {
        Pool pool = PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(address))
                .using(vertx)
                .build();
        return new Retention(new Lanes(vertx, pool), expiry(keep, keepText));
    }

    private static Expiry expiry(Days keep, Days keepText) {
        RecordsConfig config = new RecordsConfig(64, new ByteSize(1 << 20), keep, keepText);
        return new Expiry(() -> config, CLOCK);
    }

    private void partitions(String... days) throws SQLException {
        for (String day : days) {
            for (String table : TABLES) {
                execute("select ensure_partition('" + table + "', '" + day + "')");
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> days(String table) throws SQLException {
        List<String> days = new ArrayList<>();
        try (Connection looking = TestDatabase.connect(url);
                Statement statement = looking.createStatement();
                ResultSet rows =
                        statement.executeQuery("select right(child.relname, 8) from pg_inherits"
                                + " join pg_class child on child.oid = inhrelid join pg_class "
                                + "above on above.oid = inhparent"
                                + " where above.relname = '" + table + "' order by 1")) {
            while (rows.next()) {
                days.add(rows.getString(1));
            }
        }
        return days;
    }

    private long count(String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
