package dev.sluice.rollout.control;

import static dev.sluice.rollout.control.Rollouts.at;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.State.Completed;
import dev.sluice.rollout.State.Held;
import dev.sluice.rollout.State.Live;
import dev.sluice.rollout.State.Paused;
import dev.sluice.rollout.State.Position;
import dev.sluice.rollout.State.RolledBack;
import dev.sluice.rollout.State.Running;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Where each decision leads to, and what it is called. */
class DecisionTest {
    private static final Position AT = at(1, Duration.ofDays(2)).approve();
    private static final Instant NOW = Rollouts.BEGIN.plus(Duration.ofDays(9));
    private static final List<Live> LIVE =
            List.of(new Running(AT), new Held(AT, "no traffic: so"), new Paused(AT, "lunch"));

    @Test
    void stayingChangesNothing() {
        Decision stay = new Decision.Stay("units", "Not yet.");

        assertThat(LIVE).allSatisfy(live -> assertThat(stay.after(live, NOW)).isSameAs(live));
        assertThat(stay.kind()).isEqualTo("stay");
    }

    @Test
    void advancingBeginsTheNextStageAfresh() {
        Decision advance = new Decision.Advance("All is there.");

        assertThat(LIVE)
                .allSatisfy(live -> assertThat(advance.after(live, NOW))
                        .isEqualTo(new Running(new Position(2, NOW, Duration.ZERO, false))));
        assertThat(advance.kind()).isEqualTo("advance");
    }

    @Test
    void holdingKeepsThePlaceAndForgetsAgreementOnlyWhereItAsksForIt() {
        Decision hold = new Decision.Hold("no traffic: so", false, "Held.");
        Decision ask = new Decision.Hold("undecided: so", true, "Held.");

        assertThat(LIVE).allSatisfy(live -> {
            assertThat(hold.after(live, NOW)).isEqualTo(new Held(AT, "no traffic: so"));
            assertThat(ask.after(live, NOW))
                    .isEqualTo(new Held(at(1, Duration.ofDays(2)), "undecided: so"));
        });
        assertThat(hold.kind()).isEqualTo("hold");
        assertThat(ask.kind()).isEqualTo("inconclusive");
    }

    @Test
    void resumingKeepsThePlace() {
        Decision resume = new Decision.Resume("It is gone.");

        assertThat(LIVE)
                .allSatisfy(live -> assertThat(resume.after(live, NOW)).isEqualTo(new Running(AT)));
        assertThat(resume.kind()).isEqualTo("resume");
    }

    @Test
    void theEndKeepsItsStageAndItsReason() {
        Decision back = new Decision.RollBack(Outcome.FAIL, "Worse.");
        Decision complete = new Decision.Complete("candidate", Outcome.PASS, "Better.");

        assertThat(LIVE).allSatisfy(live -> {
            assertThat(back.after(live, NOW)).isEqualTo(new RolledBack(1, Outcome.FAIL, "Worse."));
            assertThat(complete.after(live, NOW))
                    .isEqualTo(new Completed(1, "candidate", Outcome.PASS, "Better."));
        });
        assertThat(back.kind()).isEqualTo("roll_back");
        assertThat(complete.kind()).isEqualTo("complete");
    }
}
