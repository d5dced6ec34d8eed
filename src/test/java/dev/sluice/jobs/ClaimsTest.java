package dev.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestDatabase;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Claims on a real database; when a lease is over the test says. */
class ClaimsTest {
    private static final int CLAIMERS = 8;
    private static final int ROWS = 400;

    private static final Claims CLAIMS = new Claims(
            new Claims.Table("job", "id", "claims", "due_at", "done_at is null"),
            "kind = $3",
            Duration.ofMinutes(1));

    private static final String DONE =
            CLAIMS.settling("done_at = now(), by = $4", "$3 * interval " + "'1 s'");

    private static Vertx vertx;
    private static Pool pool;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        pool = PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(TestDatabase.empty("claims")))
                .with(new PoolOptions().setMaxSize(CLAIMERS))
                .using(vertx)
                .build();
        run("create table job (id bigint primary key, kind text not null default 'poll',"
                + " claims bigint not null default 0, due_at timestamptz not null,"
                + " done_at timestamptz, by text)");
    }

    @AfterAll
    static void stop() throws Exception {
        pool.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void begin() {
        run("truncate job");
    }

    /** Invariant 11. */
    @Test
    void manyPollersNeverPollOneJobTwice() throws InterruptedException {
        run("insert into job (id, due_at) select n, now() from generate_series(1, " + ROWS + ") n");
        Queue<Object> taken = new ConcurrentLinkedQueue<>();
        CountDownLatch together = new CountDownLatch(CLAIMERS);

        List<Thread> claimers = IntStream.range(0, CLAIMERS)
                .mapToObj(ignored -> Thread.ofVirtual().start(() -> {
                    together.countDown();
                    List<Claim> claimed = claim(7);
                    while (!claimed.isEmpty()) {
                        claimed.forEach(claim -> taken.add(claim.key()));
                        claimed = claim(7);
                    }
                }))
                .toList();
        for (Thread claimer : claimers) {
            claimer.join();
        }

        assertThat(taken).hasSize(ROWS).doesNotHaveDuplicates();
        assertThat(number("select max(claims) from job")).isEqualTo(1);
    }

    @Test
    void whoDiesLosesItsLeaseAndAnotherTakesOver() {
        run("insert into job (id, due_at) values (1, now())");
        Claim dead = claim(1).getFirst();
        assertThat(claim(1)).isEmpty();

        leaseIsOver();

        Claim next = claim(1).getFirst();
        assertThat(next.key()).isEqualTo(dead.key());
        assertThat(next.token()).isGreaterThan(dead.token());
    }

    @Test
    void whatALateOneWritesIsRefused() {
        run("insert into job (id, due_at) values (1, now())");
        Claim late = claim(1).getFirst();
        leaseIsOver();
        Claim next = claim(1).getFirst();

        assertThat(done(late, "late")).isFalse();
        assertThat(renewed(late)).isFalse();
        assertThat(done(next, "next")).isTrue();
        assertThat(number("select count(*) from job where by = 'next'")).isEqualTo(1);
    }

    @Test
    void whoIsLateButFollowedByNobodyMayStillWrite() {
        run("insert into job (id, due_at) values (1, now())");
        Claim claim = claim(1).getFirst();
        leaseIsOver();

        assertThat(done(claim, "late")).isTrue();
        assertThat(done(claim, "again")).as("it is done").isFalse();
    }

    @Test
    void aLeaseThatIsRenewedIsNotOver() {
        run("insert into job (id, due_at) values (1, now())");
        Claim claim = claim(1).getFirst();
        leaseIsOver();

        assertThat(renewed(claim)).isTrue();

        assertThat(claim(1)).isEmpty();
    }

    @Test
    void givesWhatIsDueOfThoseAskedForTheLongestWaitingFirst() {
        run("insert into job (id, due_at) values (1, now() - interval '1 s'), (2, now() - interval"
                + " '2 s'), (3, now() + interval '1 h')");
        run("insert into job (id, due_at, kind) values (4, now(), 'other')");

        assertThat(claim(1)).extracting(Claim::key).containsExactly(2L);
        assertThat(claim(9)).extracting(Claim::key).containsExactly(1L);
    }

    private static void leaseIsOver() {
        run("update job set due_at = now()");
    }

    private static List<Claim> claim(int most) {
        RowSet<Row> rows = on(connection -> CLAIMS.claim(connection, most, "poll"));
        List<Claim> claimed = new ArrayList<>();
        rows.forEach(row -> claimed.add(CLAIMS.of(row)));
        return claimed;
    }

    private static boolean done(Claim claim, String by) {
        return on(connection -> CLAIMS.settle(connection, DONE, claim, Tuple.of(0, by)));
    }

    private static boolean renewed(Claim claim) {
        return on(connection -> CLAIMS.renew(connection, claim));
    }

    private static void run(String sql) {
        on(connection -> connection.query(sql).execute());
    }

    private static long number(String sql) {
        return on(connection -> connection.query(sql).execute())
                .iterator()
                .next()
                .getLong(0);
    }

    private static <T> T on(Function<SqlConnection, Future<T>> work) {
        return pool.withTransaction(work)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
