package dev.sluice.rollout.store;

import dev.sluice.database.DatabaseAddress;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.rollout.json.DefinitionReader;
import dev.sluice.testing.TcpProxy;
import dev.sluice.testing.TestDatabase;
import dev.sluice.vocabulary.ChangeAction;
import dev.sluice.vocabulary.HoldKind;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Experiments in a database that is behind a proxy. */
abstract class SnapshotKit {
    private static final Instant NOW = Instant.parse("2026-11-21T16:00:00Z");
    static final Change.Said SAID = new Change.Said("local", "a test", NOW);

    @TempDir
    Path data;

    String url;
    final Vertx vertx = Vertx.vertx();
    final List<SnapshotWatch> watches = new ArrayList<>();
    PgConnectOptions direct;
    TcpProxy proxy;
    PgConnection connection;

    SnapshotKit(String url) {
        this.url = url;
    }

    @BeforeEach
    void prepare() {
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

    static State hold(Rollout running) {
        return running.state() instanceof State.Running now
                ? now.hold(HoldKind.FEEDBACK, "why")
                : running.state();
    }

    Path file() {
        return data.resolve(SnapshotFile.NAME);
    }

    void watch(LiveExperiments of, Duration period) {
        PgConnectOptions proxied =
                new PgConnectOptions(direct).setHost("127.0.0.1").setPort(proxy.port());
        SnapshotWatch watch = new SnapshotWatch(
                vertx, DatabaseAddress.named(proxied, "test"), of, file(), period);
        watches.add(watch);
        watch.start();
    }

    Rollout start(String id) {
        Definition definition = DefinitionReader.read("{\"id\":\"" + id
                + "\",\"route\":\"slang\",\"candidate\":\"tuned\",\"rollout\":{}}");
        Rollout pending = on(it -> ExperimentTable.create(it, definition, SAID)).orElseThrow();
        return changed(pending, ((State.Pending) pending.state()).start(NOW));
    }

    Rollout changed(Rollout before, State after) {
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

    <T> T on(Function<SqlConnection, Future<T>> statements) {
        return join(connection
                .begin()
                .compose(transaction -> statements
                        .apply(connection)
                        .compose(result -> transaction.commit().map(done -> result))));
    }

    static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    void execute(String sql) throws SQLException {
        try (Connection own = TestDatabase.connect(url);
                Statement statement = own.createStatement()) {
            statement.execute(sql);
        }
    }
}
