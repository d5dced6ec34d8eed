package dev.sluice.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.live.KnownUnits;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.TestDatabase;
import dev.sluice.vocabulary.Conclusion;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** On a database of its own, behind a proxy that can take it away. */
class SnapshotWatchTest extends SnapshotKit {
    private static final Logger LOG = Logger.getLogger(SnapshotWatchTest.class);
    private static final Duration NEVER = Duration.ofHours(1);

    private static String migrated;

    private final LiveExperiments live = new LiveExperiments();

    SnapshotWatchTest() {
        super(migrated);
    }

    @BeforeAll
    static void make() {
        migrated = TestDatabase.migrate(TestDatabase.empty("snapshots"));
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

    private boolean asked() {
        return watches.getFirst().reload().await().atMost(Duration.ofSeconds(5)) == null;
    }

    private static int size(LiveExperiment experiment) {
        KnownUnits units = experiment == null ? null : experiment.enrolled();
        return units == null ? -1 : units.size();
    }

    private static List<String> ids(LiveExperiments of) {
        return of.current().experiments().stream().map(LiveExperiment::id).toList();
    }

    private void completed(String id) {
        Rollout running = start(id);
        changed(
                running,
                ((State.Running) running.state()).complete("candidate", Conclusion.PASS, "won"));
    }

    private void expose(String experiment, String unit) throws SQLException {
        execute("insert into exposure values ('" + experiment + "', '" + unit
                + "', 'candidate', 0, gen_random_uuid(), now())");
    }
}
