package dev.sluice.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Position;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

class StateColumnsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T16:00:00Z");
    private static final Position AT = new Position(2, NOW, Duration.ofMillis(1_234), false);

    static Stream<State> states() {
        List<Position> positions =
                List.of(AT, AT.approve(), new Position(0, NOW, Duration.ZERO, false));
        Stream<State> live = positions.stream()
                .flatMap(at -> Stream.of(
                        new State.Running(at),
                        new State.Held(at, "no traffic"),
                        new State.Paused(at, "lunch")));
        Stream<State> ended = Stream.of(Outcome.values())
                .flatMap(shown -> Stream.of(
                        new State.Completed(3, "candidate", shown, "won"),
                        new State.RolledBack(1, shown, "bad")));
        return Stream.concat(
                Stream.concat(live, ended),
                Stream.of(new State.Pending(), new State.Stopped(0, "enough")));
    }

    @ParameterizedTest
    @MethodSource("states")
    void everyStateComesBackAsItWas(State state) {
        StateColumns columns = StateColumns.of(state);

        assertThat(columns.state()).isEqualTo(state.label());
        assertThat(columns.read()).isEqualTo(state);
    }

    @Test
    void columnsSayWhatTheyAreOf() {
        assertThat(StateColumns.of(new State.Held(AT.approve(), "why")))
                .isEqualTo(new StateColumns("held", null, "why", null, 2, NOW, 1_234, 2));
        assertThat(StateColumns.of(new State.Completed(3, "b", Outcome.PASS, "won")))
                .isEqualTo(new StateColumns("completed", "pass", "won", "b", 3, null, 0, -1));
    }

    @Test
    void whatThisVersionDoesNotWriteIsSaid() {
        assertThatThrownBy(
                        () -> new StateColumns("melted", null, null, null, 0, null, 0, -1).read())
                .hasMessage("the state 'melted' is none of this version's");
        assertThatThrownBy(
                        () -> new StateColumns("running", null, null, null, 0, null, 0, -1).read())
                .hasMessage("the state 'running' has no stage_since");
    }

    @Test
    void stepsHaveNames() {
        State.Running running = new State.Running(AT);
        assertThat(ExperimentTable.action(new State.Pending(), running)).isEqualTo("start");
        assertThat(ExperimentTable.action(running, running.advance(NOW))).isEqualTo("advance");
        assertThat(ExperimentTable.action(running, new State.Running(AT.approve())))
                .isEqualTo("approve");
        assertThat(ExperimentTable.action(running, running.hold("x"))).isEqualTo("hold");
        assertThat(ExperimentTable.action(running.hold("x"), running)).isEqualTo("resume");
        assertThat(ExperimentTable.action(running.hold("x"), running.pause("x")))
                .isEqualTo("pause");
        assertThat(ExperimentTable.action(running.pause("x"), running)).isEqualTo("resume");
        assertThat(ExperimentTable.action(running, running.stop("x"))).isEqualTo("stop");
        assertThat(ExperimentTable.action(running, running.complete("b", Outcome.PASS, "x")))
                .isEqualTo("complete");
        assertThat(ExperimentTable.action(running, running.rollBack(Outcome.FAIL, "x")))
                .isEqualTo("roll_back");
    }
}
