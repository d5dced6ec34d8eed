package dev.sluice.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.database.DatabaseAddress;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.live.KnownUnits;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.rollout.json.DefinitionReader;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.TcpProxy;
import dev.sluice.testing.TestDatabase;
import dev.sluice.vocabulary.ChangeAction;
import dev.sluice.vocabulary.Conclusion;
import dev.sluice.vocabulary.HoldKind;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** On a database of its own, behind a proxy that can take it away. */
class SnapshotWatchTest {
    private static final Logger LOG = Logger.getLogger(SnapshotWatchTest.class);
    private static final Instant NOW = Instant.parse("2026-11-21T16:00:00Z");
    private static final Change.Said SAID = new Change.Said("local", "a test", NOW);
    private static final Duration NEVER = Duration.ofHours(1);

    private static String migrated;

    @TempDir
    Path data;

    private final Vertx vertx = Vertx.vertx();
    private final LiveExperiments live = new LiveExperiments();
    private final List<SnapshotWatch> watches = new ArrayList<>();
    private String url;
    private PgConnectOptions direct;
    private TcpProxy proxy;
    private PgConnection connection;

    @BeforeAll
    static void make() {
        migrated = TestDatabase.migrate(TestDatabase.empty("snapshots"));
    }

    @BeforeEach
    void prepare() {
        url = migrated;
        direct = PgConnectOptions.fromUri(url);
        proxy = new TcpProxy(direct.getPort());
        connection = join(PgConnection.connect(vertx, direct));
        join(connection
                .query("truncate experiment, experiment_change, exposure, event; update "
                        + "experiment_sequence set last = 0")
                .execute());
    }

    @AfterEach
    void end() throws InterruptedException, IOException {
        for (SnapshotWatch watch : watches) {
            watch.stop();
        }
        proxy.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aChangeIsInForceAsSoonAsItIsTold() {
        watch(live, NEVER);
        Rollout running = start("e");
        Eventually.equals(() -> ids(live), List.of("e"));
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            State next = running.state() instanceof State.Held held ? held.resume() : hold(running);
            long began = System.nanoTime();
            running = changed(running, next);
            long sequence = i + 3L;
            Eventually.equals(() -> live.current().sequence(), sequence);
            micros.add((System.nanoTime() - began) / 1_000);
        }
        changed(running, ((State.Live) running.state()).rollBack(Conclusion.FAIL, "bad"));
        Eventually.equals(() -> ids(live), List.of());
        micros.sort(null);
        LOG.infof(
                "in force after %d us, %d us at most",
                micros.get(micros.size() / 2), micros.getLast());
    }

    @Test
    void whatWasNotToldIsFoundByItself() throws SQLException {
        watch(live, Duration.ofMillis(50));
        Rollout running = start("e");
        Eventually.equals(() -> ids(live), List.of("e"));

        execute("update experiment set state = 'stopped', outcome = 'inconclusive', reason = 'x' "
                + "where id = 'e';"
                + "update experiment_sequence set last = last + 1");

        Eventually.equals(() -> ids(live), List.of());
        assertThat(running.version()).isEqualTo(2);
    }

    @Test
    void whatIsInForceStaysWhileTheDatabaseIsAwayAndComesBackByItself() {
        watch(live, NEVER);
        Rollout running = start("e");
        Eventually.equals(() -> ids(live), List.of("e"));

        proxy.cut();
        changed(running, ((State.Running) running.state()).rollBack(Conclusion.FAIL, "bad"));
        start("f");
        assertThat(ids(live)).containsExactly("e");
        proxy.restore();

        Eventually.equals(() -> ids(live), List.of("f"));
    }

    @Test
    void aRestartWithoutTheDatabaseKeepsWhatWasInForceAndWhatTrippedHere()
            throws InterruptedException {
        watch(live, NEVER);
        start("e");
        start("f");
        completed("g");
        Eventually.equals(() -> ids(live), List.of("e", "f"));
        live.trip("e");
        Eventually.equals(
                () -> new SnapshotFile(file()).read().orElseThrow().tripped().size(), 1);
        watches.removeFirst().stop();
        proxy.cut();

        LiveExperiments anew = new LiveExperiments();
        watch(anew, NEVER);

        assertThat(ids(anew)).containsExactly("f");
        assertThat(anew.tripped()).containsExactly("e");
        assertThat(anew.current().standing())
                .extracting(it -> it.experiment() + " " + it.variant())
                .containsExactly("g candidate");
        proxy.restore();
        Eventually.equals(() -> anew.current().sequence(), live.current().sequence());
        assertThat(ids(anew)).as("the rollback is not written yet").containsExactly("f");
    }

    @Test
    void aDatabaseWithoutTablesIsWaitedFor() {
        url = TestDatabase.empty("snapshots_to_be");
        direct = PgConnectOptions.fromUri(url);
        watch(live, NEVER);

        TestDatabase.migrate(url);
        connection = join(PgConnection.connect(vertx, direct));
        start("e");

        Eventually.equals(() -> ids(live), List.of("e"));
    }

    @Test
    void aPausedOneKeepsWhoIsInAndWhoseRecordComesLate() throws SQLException {
        watch(live, Duration.ofMillis(50));
        Rollout running = start("e");
        expose("e", "anna");
        changed(running, ((State.Running) running.state()).pause("lunch"));
        Eventually.equals(() -> size(live.find("e")), 1);

        expose("e", "bert");

        Eventually.equals(() -> size(live.find("e")), 2);
    }

    @Test
    void whatThisVersionCantReadIsLeftOutAlone() throws SQLException {
        start("e");
        start("f");
        execute("update experiment set definition = '{\"id\":\"e\"}' where id = 'e'");

        watch(live, NEVER);

        Eventually.equals(() -> ids(live), List.of("f"));
    }

    @Test
    void anOlderDatabaseReplacesNothing() throws SQLException {
        watch(live, Duration.ofMillis(50));
        start("e");
        Eventually.equals(() -> ids(live), List.of("e"));
        long sequence = live.current().sequence();

        execute("delete from experiment; update experiment_sequence set last = 0");
        Eventually.equals(() -> asked(), true);

        assertThat(live.current().sequence()).isEqualTo(sequence);
        assertThat(ids(live)).containsExactly("e");
    }

    @Test
    void ofTwoChangesToOneVersionOneHappens() {
        Rollout running = start("e");

        Optional<Rollout> first = on(
                it -> ExperimentTable.change(it, running, hold(running), ChangeAction.HOLD, SAID));
        Optional<Rollout> second = on(
                it -> ExperimentTable.change(it, running, hold(running), ChangeAction.HOLD, SAID));

        assertThat(first.orElseThrow().version()).isEqualTo(3);
        assertThat(second).isEmpty();
        List<Change> changes = on(it -> ChangeTable.of(it, "e"));
        assertThat(changes)
                .extracting(it -> it.seq() + " " + it.action().label() + " "
                        + (it.before() == null ? null : it.before().label()) + " "
                        + it.after().label() + " " + it.version())
                .containsExactly(
                        "3 hold running held 3",
                        "2 start pending running 2",
                        "1 create null pending 1");
    }

    @Test
    void bookkeepingIsNoChange() {
        Rollout running = start("e");
        State.Position at = ((State.Running) running.state()).at().watched(Duration.ofSeconds(7));

        boolean kept = on(it -> ExperimentTable.watched(it, running, at));

        assertThat(kept).isTrue();

        Rollout now = on(it -> ExperimentTable.find(it, "e")).orElseThrow();
        assertThat(now.state()).isEqualTo(new State.Running(at));
        assertThat(now.version()).isEqualTo(running.version());
        changed(running, hold(running));
        boolean late = on(it -> ExperimentTable.watched(it, running, at));
        assertThat(late).isFalse();
    }

    private boolean asked() {
        return watches.getFirst().reload().await().atMost(Duration.ofSeconds(5)) == null;
    }

    private static int size(LiveExperiment experiment) {
        KnownUnits units = experiment == null ? null : experiment.enrolled();
        return units == null ? -1 : units.size();
    }

    private static State hold(Rollout running) {
        return running.state() instanceof State.Running now
                ? now.hold(HoldKind.FEEDBACK, "why")
                : running.state();
    }

    private static List<String> ids(LiveExperiments of) {
        return of.current().experiments().stream().map(LiveExperiment::id).toList();
    }

    private Path file() {
        return data.resolve(SnapshotFile.NAME);
    }

    private void watch(LiveExperiments of, Duration period) {
        PgConnectOptions proxied =
                new PgConnectOptions(direct).setHost("127.0.0.1").setPort(proxy.port());
        SnapshotWatch watch = new SnapshotWatch(
                vertx, DatabaseAddress.named(proxied, "test"), of, file(), period);
        watches.add(watch);
        watch.start();
    }

    private Rollout start(String id) {
        Definition definition = DefinitionReader.read("{\"id\":\"" + id
                + "\",\"route\":\"slang\",\"candidate\":\"tuned\",\"rollout\":{}}");
        Rollout pending = on(it -> ExperimentTable.create(it, definition, SAID)).orElseThrow();
        return changed(pending, ((State.Pending) pending.state()).start(NOW));
    }

    private void completed(String id) {
        Rollout running = start(id);
        changed(
                running,
                ((State.Running) running.state()).complete("candidate", Conclusion.PASS, "won"));
    }

    private Rollout changed(Rollout before, State after) {
        ChangeAction action = switch (after) {
            case State.Pending ignored -> ChangeAction.REPLACE;
            case State.Running ignored -> ChangeAction.START;
            case State.Held ignored -> ChangeAction.HOLD;
            case State.Paused ignored -> ChangeAction.PAUSE;
            case State.Completed ignored -> ChangeAction.COMPLETE;
            case State.RolledBack ignored -> ChangeAction.ROLL_BACK;
            case State.Stopped ignored -> ChangeAction.STOP;
        };
        return on(it -> ExperimentTable.change(it, before, after, action, SAID)).orElseThrow();
    }

    private <T> T on(Function<SqlConnection, Future<T>> statements) {
        return join(connection
                .begin()
                .compose(transaction -> statements
                        .apply(connection)
                        .compose(result -> transaction.commit().map(done -> result))));
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private void expose(String experiment, String unit) throws SQLException {
        execute("insert into exposure values ('" + experiment + "', '" + unit
                + "', 'candidate', 0, gen_random_uuid(), now())");
    }

    private void execute(String sql) throws SQLException {
        try (Connection own = TestDatabase.connect(url);
                Statement statement = own.createStatement()) {
            statement.execute(sql);
        }
    }
}
