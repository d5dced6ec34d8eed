package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.State.Completed;
import dev.sluice.rollout.State.Held;
import dev.sluice.rollout.State.Live;
import dev.sluice.rollout.State.Paused;
import dev.sluice.rollout.State.Pending;
import dev.sluice.rollout.State.Position;
import dev.sluice.rollout.State.RolledBack;
import dev.sluice.rollout.State.Running;
import dev.sluice.rollout.State.Stopped;
import dev.sluice.vocabulary.Conclusion;
import dev.sluice.vocabulary.HoldKind;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The steps from state to state, and what each carries along. */
class StateTest {
    private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant LATER = BEGIN.plus(Duration.ofDays(3));
    private static final Position AT = new Position(2, BEGIN, Duration.ofHours(5), true);
    private static final List<Live> LIVE = List.of(
            new Running(AT),
            new Held(AT, HoldKind.CONFLICTS, "conflicts: 9"),
            new Paused(AT, "lunch"));

    @Test
    void beginsWithTheFirstStageAndGoesOnFromStageToStage() {
        Running first = new Pending().start(BEGIN);

        assertThat(first).isEqualTo(new Running(new Position(0, BEGIN, Duration.ZERO, false)));
        assertThat(first.advance(LATER))
                .isEqualTo(new Running(new Position(1, LATER, Duration.ZERO, false)));
    }

    @Test
    void aPlaceIsKeptWhileItIsHeldOrPaused() {
        Running running = new Running(AT);

        assertThat(running.hold(HoldKind.CONFLICTS, "conflicts: 9"))
                .isEqualTo(new Held(AT, HoldKind.CONFLICTS, "conflicts: 9"));
        assertThat(running.hold(HoldKind.CONFLICTS, "conflicts: 9").resume()).isEqualTo(running);
        assertThat(running.pause("lunch")).isEqualTo(new Paused(AT, "lunch"));
        assertThat(running.pause("lunch").resume()).isEqualTo(running);
        assertThat(new Held(AT, HoldKind.CONFLICTS, "conflicts: 9").pause("lunch"))
                .isEqualTo(new Paused(AT, "lunch"));
    }

    @Test
    void aPlaceIsWatchedForLongerAndAgreedTo() {
        Position watched = AT.watched(Duration.ofHours(2));
        Position asked = new Position(2, BEGIN, Duration.ofHours(7), false);

        assertThat(watched).isEqualTo(new Position(2, BEGIN, Duration.ofHours(7), true));
        assertThat(asked.approve()).isEqualTo(watched);
    }

    @Test
    void endsFromEveryPlaceInItsStage() {
        assertThat(LIVE).allSatisfy(live -> {
            assertThat(live.rollBack(Conclusion.FAIL, "errors"))
                    .isEqualTo(new RolledBack(2, Conclusion.FAIL, "errors"));
            assertThat(live.stop("enough")).isEqualTo(new Stopped(2, "enough"));
            assertThat(live.complete("candidate", Conclusion.PASS, "better"))
                    .isEqualTo(new Completed(2, "candidate", Conclusion.PASS, "better"));
            assertThat(State.position(live)).isEqualTo(AT);
        });
    }

    @Test
    void aWinnerCanStillBeTakenBack() {
        Completed won = new Completed(3, "candidate", Conclusion.PASS, "better");

        assertThat(won.rollBack(Conclusion.FAIL, "errors after all"))
                .isEqualTo(new RolledBack(3, Conclusion.FAIL, "errors after all"));
        assertThat(State.position(won)).isNull();
    }

    @Test
    void whatWasStoppedHasShownNothing() {
        assertThat(new Stopped(1, "enough").outcome()).isEqualTo(Conclusion.INCONCLUSIVE);
    }

    @Test
    void isWrittenInOneWord() {
        Stream<State> others = Stream.of(
                new Pending(),
                new Completed(3, "candidate", Conclusion.PASS, "better"),
                new RolledBack(1, Conclusion.FAIL, "errors"),
                new Stopped(1, "enough"));

        assertThat(Stream.concat(LIVE.stream(), others).map(State::label))
                .containsExactly(
                        "running",
                        "held",
                        "paused",
                        "pending",
                        "completed",
                        "rolled_back",
                        "stopped");
    }
}
