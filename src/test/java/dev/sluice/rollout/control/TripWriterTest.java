package dev.sluice.rollout.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.experiment.live.Trip;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.TcpProxy;
import dev.sluice.testing.TestDatabase;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a breaker did on its way into a real database. */
class TripWriterTest {
    private static final Trip TRIP = new Trip(
            "slang-v2",
            "candidate",
            "10 calls in a row have failed",
            Rollouts.BEGIN.plusSeconds(5));

    private final Vertx vertx = Vertx.vertx();
    private final LiveExperiments live = new LiveExperiments();
    private final List<TripWriter> writers = new ArrayList<>();
    private String url;
    private Connection connection;
    private TcpProxy proxy;

    @BeforeEach
    void begin() {
        url = TestDatabase.migrate(TestDatabase.empty("rollout_trips"));
        connection = TestDatabase.connect(url);
        proxy = new TcpProxy(PgConnectOptions.fromUri(url).getPort());
        Rows.run(connection, "slang-v2", Rollouts.plan(Rollouts.FIRST, Rollouts.LAST));
    }

    @AfterEach
    void end() throws Exception {
        for (TripWriter writer : writers) {
            writer.stop();
        }
        proxy.close();
        connection.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whatTwoReplicasHaveSeenIsWrittenOnce() {
        TripWriter one = writer();
        TripWriter other = writer();

        one.onTrip(TRIP);
        other.onTrip(TRIP);

        Eventually.equals(() -> column("select state from experiment"), List.of("rolled_back"));
        one.onTrip(TRIP);
        Eventually.equals(
                () -> column("select count(*) from pg_stat_activity where application_name = "
                        + "'sluice-trips'"
                        + " and datname = current_database()"),
                List.of("0"));
        assertThat(column("select outcome || ' ' || version || ' ' || reason from experiment"))
                .containsExactly("fail 2 10 calls in a row have failed");
        assertThat(column("select kind || ' ' || sentence from experiment_decision"))
                .containsExactly("roll_back 10 calls in a row have failed");
        assertThat(column("select by || ' ' || action from experiment_change"))
                .containsExactly("breaker roll_back");
    }

    @Test
    void isWrittenWhenTheDatabaseIsBack() {
        proxy.cut();
        TripWriter writer = writer();
        writer.onTrip(TRIP);
        Eventually.equals(() -> proxy.accepted() >= 2, true); // It tries again.
        assertThat(column("select state from experiment")).containsExactly("running");

        proxy.restore();

        Eventually.equals(() -> column("select state from experiment"), List.of("rolled_back"));
    }

    @Test
    void whatWasNotWrittenBeforeARestartIsWrittenAfterIt() {
        live.publish(new LiveSnapshot(
                7,
                List.of(new LiveExperiment(
                        Rollouts.definition(Rollouts.plan(Rollouts.FIRST, Rollouts.LAST)),
                        0,
                        null)),
                List.of(),
                Set.of()));
        live.trip("slang-v2");

        writer();

        Eventually.equals(
                () -> column("select state || ' ' || reason from experiment"),
                List.of("rolled_back its breaker opened before the gateway's restart"));
    }

    @Test
    void oneThatCannotBeReadKeepsNoOther() {
        Rows.run(connection, "another", Rollouts.plan(Rollouts.LAST));
        Rows.column(
                connection,
                "update experiment set definition = '{}' where id = 'another' returning id");
        TripWriter writer = writer();

        writer.onTrip(new Trip("another", "candidate", "so", Rollouts.BEGIN));
        writer.onTrip(TRIP);

        Eventually.equals(
                () -> column("select state from experiment where id = 'slang-v2'"),
                List.of("rolled_back"));
    }

    private TripWriter writer() {
        PgConnectOptions options = PgConnectOptions.fromUri(url)
                .setHost("127.0.0.1")
                .setPort(proxy.port())
                .addProperty("application_name", "sluice-trips");
        TripWriter writer = new TripWriter(
                vertx, options, live, new RolloutTime(InstantSource.system(), System::nanoTime, 1));
        writers.add(writer);
        writer.start();
        return writer;
    }

    private List<String> column(String sql) {
        return Rows.column(connection, sql);
    }
}
