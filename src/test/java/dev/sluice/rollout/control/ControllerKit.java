package dev.sluice.rollout.control;

import static dev.sluice.rollout.control.Rollouts.ERRORS;

import dev.sluice.experiment.definition.Monitoring;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.experiment.statistics.Guardrails;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.experiment.statistics.SampleRatio;
import dev.sluice.experiment.statistics.Stratum;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.FindingsSource;
import dev.sluice.telemetry.ExperimentMeters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.TcpProxy;
import dev.sluice.testing.TestDatabase;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Controllers on a real database; their time, and what the figures say, are the test's. */
abstract class ControllerKit {
    static final Duration STEP = Monitoring.LIGHT.every();
    static final Duration TICK = Duration.ofMillis(10);
    private static final RolloutPlan PLAN = Rollouts.plan(stage(1_000), stage(10_000));

    private final String name;
    private final AtomicLong monotonic = new AtomicLong();
    final AtomicLong wallShiftMillis = new AtomicLong();
    final AtomicInteger looks = new AtomicInteger();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ExperimentMeters meters = new ExperimentMeters(registry);
    private final List<Controller> controllers = Collections.synchronizedList(new ArrayList<>());
    private final Vertx vertx = Vertx.vertx();
    volatile String broken = "";
    volatile String harmful = "";
    volatile Runnable meanwhile = () -> {};
    private String url;
    private Connection connection;
    TcpProxy proxy;

    private static StagePlan stage(int share) {
        return new StagePlan(share, STEP.multipliedBy(4), 100, Monitoring.LIGHT, false, false);
    }

    /** With databases of that name; no other class may have one: they run side by side. */
    ControllerKit(String name) {
        this.name = name;
    }

    @BeforeEach
    void begin() {
        url = TestDatabase.migrate(TestDatabase.empty(name));
        connection = TestDatabase.connect(url);
        proxy = new TcpProxy(PgConnectOptions.fromUri(url).getPort());
    }

    @AfterEach
    void end() throws Exception {
        for (Controller controller : controllers) {
            controller.stop();
        }
        proxy.close();
        connection.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** A replica whose way to the database is the proxy. */
    Controller controller(Duration tick) {
        PgConnectOptions options = PgConnectOptions.fromUri(url)
                .setHost("127.0.0.1")
                .setPort(proxy.port())
                .addProperty("application_name", "sluice-rollouts");
        RolloutTime time = new RolloutTime(this::wall, monotonic::get, 1);
        Controller controller = new Controller(vertx, options, figures(), time, meters, true, tick);
        controllers.add(controller);
        controller.start();
        return controller;
    }

    private FindingsSource figures() {
        return (on, rollout, now) -> {
            if (rollout.id().equals(broken)) {
                return Future.failedFuture(new IllegalStateException("no figures"));
            }
            meanwhile.run();
            looks.incrementAndGet();
            long errors = rollout.id().equals(harmful) ? 200 : 10;
            Stratum stratum = new Stratum(Moments.ofRate(errors, 1_000), Moments.ofRate(30, 1_000));
            Guardrails guardrails = new Guardrails(List.of(ERRORS.guardrail()), 0.05, 4_000);
            SampleRatio ratio = SampleRatio.of(new long[] {1_000, 1_000}, new int[] {1, 1});
            return Future.succeededFuture(new Findings(
                    now,
                    List.of(new Findings.Judged(
                            "candidate", guardrails.judge(ERRORS.guardrail(), List.of(stratum)))),
                    ratio,
                    1_000,
                    1_000,
                    2_000,
                    0,
                    now,
                    null,
                    null));
        };
    }

    void run(String id) {
        Rows.run(connection, id, PLAN);
    }

    private Instant wall() {
        return Rollouts.BEGIN.plusNanos(monotonic.get()).plusMillis(wallShiftMillis.get());
    }

    void pass(Duration span) {
        monotonic.addAndGet(span.toNanos());
    }

    void looked() {
        Eventually.equals(() -> looks.get() > 0, true);
    }

    /** Time passes from look to look. */
    void steps(int count) {
        for (int i = 0; i < count; i++) {
            List<String> before = column(
                    "select stage_watched_ms, version from experiment where id = 'slang-v2'");
            pass(STEP);
            Eventually.equals(
                    () -> column("select stage_watched_ms, version from experiment where id = "
                                    + "'slang-v2'")
                            .equals(before),
                    false);
        }
    }

    List<String> column(String sql) {
        return Rows.column(connection, sql);
    }
}
