package dev.sluice.rollout.control;

import static dev.sluice.rollout.control.Rollouts.ERRORS;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The controller on a real database; its time, and what the figures say, are the test's. */
class ControllerTest {
    private static final Duration STEP = Monitoring.LIGHT.every();
    private static final Duration TICK = Duration.ofMillis(10);
    private static final RolloutPlan PLAN = Rollouts.plan(stage(1_000), stage(10_000));

    private final AtomicLong monotonic = new AtomicLong();
    private final AtomicLong wallShiftMillis = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ExperimentMeters meters = new ExperimentMeters(registry);
    private final List<Controller> controllers = Collections.synchronizedList(new ArrayList<>());
    private final Vertx vertx = Vertx.vertx();
    private volatile String broken = "";
    private volatile String harmful = "";
    private volatile Runnable meanwhile = () -> {};
    private String url;
    private Connection connection;
    private TcpProxy proxy;

    private static StagePlan stage(int share) {
        return new StagePlan(share, STEP.multipliedBy(4), 100, Monitoring.LIGHT, false, false);
    }

    @BeforeEach
    void begin() {
        url = TestDatabase.migrate(TestDatabase.empty("rollout_control"));
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

    @Test
    void advancesThroughItsStagesAndWritesWhatItDecidedAndOnWhat() {
        run("slang-v2");
        controller(TICK);
        looked();

        steps(3);
        assertThat(column("select state from experiment")).containsExactly("running");
        assertThat(column("select version from experiment"))
                .containsExactly("1"); // Watching changes nothing.
        steps(1);
        assertThat(column("select stage from experiment")).containsExactly("1");
        steps(4);

        assertThat(column("select state || ' ' || outcome || ' ' || winner || ' ' || "
                        + "version from experiment"))
                .containsExactly("completed pass candidate 3");
        assertThat(column("select kind || ' ' || stage from experiment_decision order by id"))
                .containsExactly("stay 0", "advance 0", "stay 1", "complete 1");
        assertThat(column("select by || ' ' || after || ' ' || version from "
                        + "experiment_change order by seq"))
                .containsExactly("controller running 2", "controller completed 3");
        assertThat(registry.get("sluice.experiment.decisions")
                        .tag("kind", "complete")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("sluice.experiment.leader").gauge().value()).isEqualTo(1);
        JsonObject inputs = new JsonObject(
                column("select inputs from experiment_decision where kind = 'advance'")
                        .getFirst());
        assertThat(inputs.getLong("watched_ms")).isEqualTo(STEP.multipliedBy(4).toMillis());
        assertThat(inputs.getLong("candidate_units")).isEqualTo(1_000);
        JsonObject guardrail = inputs.getJsonArray("guardrails").getJsonObject(0);
        assertThat(guardrail.getString("verdict")).isEqualTo("clear");
        assertThat(guardrail.getDouble("candidate_mean")).isEqualTo(0.01);
    }

    @Test
    void aGuardrailThatIsCrossedTakesBackAtOnce() {
        run("slang-v2");
        controller(TICK);
        looked();
        steps(1);

        harmful = "slang-v2";
        steps(1);

        assertThat(column("select state || ' ' || outcome from experiment"))
                .containsExactly("rolled_back fail");
        assertThat(column("select sentence from experiment_decision where kind = 'roll_back'")
                        .getFirst())
                .startsWith(
                        "candidate: errors_rise > 2 % crossed the limit: 20 % with 1,000 units");
    }

    @Test
    void aRestartKeepsWhatWasWatched() throws Exception {
        run("slang-v2");
        Controller first = controller(TICK);
        looked();
        steps(2);

        first.stop();
        assertThat(column("select stage_watched_ms from experiment"))
                .containsExactly(String.valueOf(STEP.multipliedBy(2).toMillis()));
        pass(Duration.ofDays(2)); // Nobody watches.
        int before = looks.get();
        controller(TICK);
        Eventually.equals(() -> looks.get() > before, true);
        steps(1);
        assertThat(column("select stage from experiment")).containsExactly("0");
        steps(1);

        assertThat(column("select stage from experiment")).containsExactly("1");
    }

    @Test
    void anotherReplicaLeadsWhenTheLeaderIsGoneAndNothingIsDecidedTwice() {
        run("slang-v2");
        Controller first = controller(Duration.ofSeconds(1)); // So that it comes back late.
        looked();
        Controller second = controller(TICK);
        assertThat(first.isLeading()).isTrue();
        assertThat(second.isLeading()).isFalse();
        int before = looks.get();

        column("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and "
                + "database ="
                + " (select oid from pg_database where datname = current_database())");

        Eventually.equals(second::isLeading, true);
        Eventually.equals(() -> looks.get() > before, true);
        Eventually.equals(first::isLeading, false);
        steps(8);
        assertThat(column("select kind || ' ' || stage from experiment_decision order by id"))
                .containsExactly("stay 0", "advance 0", "stay 1", "complete 1");
        assertThat(column("select version from experiment")).containsExactly("3");
    }

    @Test
    void anOutageShortensNoStageAndEndsNoController() {
        run("slang-v2");
        Controller controller = controller(TICK);
        looked();
        steps(2);

        proxy.cut();
        Eventually.equals(controller::isLeading, false);
        pass(Duration.ofDays(3));
        wallShiftMillis.set(Duration.ofDays(30).toMillis());
        int before = looks.get();
        proxy.restore();

        Eventually.equals(() -> looks.get() > before, true);
        assertThat(column("select stage_watched_ms from experiment"))
                .containsExactly(String.valueOf(STEP.multipliedBy(2).toMillis()));
        steps(2);
        assertThat(column("select stage from experiment")).containsExactly("1");
    }

    @Test
    void oneThatCannotBeLookedAtLeavesTheOthersAlone() {
        run("broken");
        run("unreadable");
        run("slang-v2");
        broken = "broken";
        column("update experiment set definition = '{}' where id = 'unreadable' returning id");
        controller(TICK);
        looked();

        steps(4);

        assertThat(column("select id || ' ' || stage from experiment order by id"))
                .containsExactly("broken 0", "slang-v2 1", "unreadable 0");
    }

    @Test
    void nothingIsDecidedWhereTheRouteIsSwitchedOff() {
        run("slang-v2");
        run("off");
        column("update experiment set route = 'brief' where id = 'off' returning id");
        column("insert into route_switch values ('brief', 'panic', null, now()) returning route");
        controller(TICK);
        looked();

        steps(5);

        assertThat(column("select id || ' ' || stage || ' ' || stage_watched_ms from "
                        + "experiment order by id"))
                .containsExactly("off 0 0", "slang-v2 1 " + STEP.toMillis());
        assertThat(column("select count(*) from experiment_decision where experiment = 'off'"))
                .containsExactly("0");
    }

    @Test
    void whatAPersonHasChangedMeanwhileIsLookedAtAgain() {
        run("slang-v2");
        controller(TICK);
        looked();
        steps(3);
        meanwhile = () -> {
            meanwhile = () -> {};
            column("update experiment set state = 'paused', reason = 'a person', version = "
                    + "version + 1 returning id");
        };

        steps(1);

        Eventually.equals(
                () -> column("select kind || ' ' || stage from experiment_decision order by id"),
                List.of("stay 0", "stay 0"));
        assertThat(column("select sentence from experiment_decision order by id desc limit 1"))
                .containsExactly("Paused (a person): nobody new is enrolled.");
        assertThat(column("select state || ' ' || version from experiment"))
                .containsExactly("paused 2");
    }

    /** A replica whose way to the database is the proxy. */
    private Controller controller(Duration tick) {
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

    private void run(String id) {
        Rows.run(connection, id, PLAN);
    }

    private Instant wall() {
        return Rollouts.BEGIN.plusNanos(monotonic.get()).plusMillis(wallShiftMillis.get());
    }

    private void pass(Duration span) {
        monotonic.addAndGet(span.toNanos());
    }

    private void looked() {
        Eventually.equals(() -> looks.get() > 0, true);
    }

    /** Time passes from look to look. */
    private void steps(int count) {
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

    private List<String> column(String sql) {
        return Rows.column(connection, sql);
    }
}
