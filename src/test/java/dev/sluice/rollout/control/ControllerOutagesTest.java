package dev.sluice.rollout.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Eventually;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Restarts, changes of the leader and outages. */
class ControllerOutagesTest extends ControllerKit {
    ControllerOutagesTest() {
        super("rollout_outages");
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
}
