package dev.sluice.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Position;
import dev.sluice.vocabulary.Conclusion;
import dev.sluice.vocabulary.HoldKind;
import dev.sluice.vocabulary.RolloutState;
import dev.sluice.vocabulary.Word;

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
                        new State.Held(at, HoldKind.NO_TRAFFIC, "no traffic: so"),
                        new State.Paused(at, "lunch")));
        Stream<State> ended = Stream.of(Conclusion.values())
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

        assertThat(columns.state().label()).isEqualTo(state.label());
        assertThat(columns.read()).isEqualTo(state);
    }

    @Test
    void columnsSayWhatTheyAreOf() {
        assertThat(StateColumns.of(new State.Held(AT.approve(), HoldKind.FEEDBACK, "why")))
                .isEqualTo(new StateColumns(
                        Word.of(RolloutState.HELD),
                        null,
                        HoldKind.FEEDBACK,
                        "why",
                        null,
                        2,
                        NOW,
                        1_234,
                        2));
        assertThat(StateColumns.of(new State.Completed(3, "b", Conclusion.PASS, "won")))
                .isEqualTo(new StateColumns(
                        Word.of(RolloutState.COMPLETED),
                        Conclusion.PASS,
                        null,
                        "won",
                        "b",
                        3,
                        null,
                        0,
                        -1));
    }

    @Test
    void whatThisVersionDoesNotWriteIsSaid() {
        assertThatThrownBy(() -> row("melted").read())
                .hasMessage("the state 'melted' is none of this version's");
        assertThatThrownBy(() -> row("running").read())
                .hasMessage("the state 'running' has no stage_since");
    }

    @Test
    void aHoldOfAVersionThatDidNotWriteItsKindIsRead() {
        StateColumns earlier = new StateColumns(
                Word.of(RolloutState.HELD), null, null, "undecided: so", null, 2, NOW, 1_234, -1);

        assertThat(earlier.read()).isEqualTo(new State.Held(AT, HoldKind.UNKNOWN, "undecided: so"));
    }

    private static StateColumns row(String state) {
        return new StateColumns(
                RolloutState.WORDS.word(state), null, null, null, null, 0, null, 0, -1);
    }
}
