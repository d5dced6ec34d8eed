package dev.sluice.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.testing.TestDatabase;
import dev.sluice.vocabulary.ChangeAction;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a change of an experiment is, and what is none. */
class ExperimentTableTest extends SnapshotKit {
    private static String migrated;

    ExperimentTableTest() {
        super(migrated);
    }

    @BeforeAll
    static void make() {
        migrated = TestDatabase.migrate(TestDatabase.empty("experiment_table"));
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
}
