package dev.sluice.rollout.control;

import static dev.sluice.rollout.control.Rollouts.at;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.State.Completed;
import dev.sluice.rollout.State.Held;
import dev.sluice.rollout.State.Live;
import dev.sluice.rollout.State.Paused;
import dev.sluice.rollout.State.Position;
import dev.sluice.rollout.State.RolledBack;
import dev.sluice.rollout.State.Running;
import dev.sluice.vocabulary.ChangeAction;
import dev.sluice.vocabulary.Conclusion;
import dev.sluice.vocabulary.HoldKind;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Where each decision leads to, and what it is called. */
class DecisionTest {
    private static final Position AT = at(1, Duration.ofDays(2)).approve();
    private static final Instant NOW = Rollouts.BEGIN.plus(Duration.ofDays(9));
    private static final List<Live> LIVE = List.of(
            new Running(AT),
            new Held(AT, HoldKind.NO_TRAFFIC, "no traffic: so"),
            new Paused(AT, "lunch"));

    @Test
    void stayingChangesNothing() {
        Decision stay = new Decision.Stay("units", "Not yet.");

        assertThat(LIVE).allSatisfy(live -> assertThat(stay.after(live, NOW)).isSameAs(live));
        assertThat(stay.kind().label()).isEqualTo("stay");
    }

    @Test
    void advancingBeginsTheNextStageAfresh() {
        Decision advance = new Decision.Advance("All is there.");

        assertThat(LIVE)
                .allSatisfy(live -> assertThat(advance.after(live, NOW))
                        .isEqualTo(new Running(new Position(2, NOW, Duration.ZERO, false))));
        assertThat(advance.kind().label()).isEqualTo("advance");
    }

    @Test
    void holdingKeepsThePlaceAndForgetsAgreementOnlyWhereItAsksForIt() {
        Decision hold = new Decision.Hold(HoldKind.NO_TRAFFIC, "no traffic: so", "Held.");
        Decision ask = new Decision.Hold(HoldKind.UNDECIDED, "undecided: so", "Held.");

        assertThat(LIVE).allSatisfy(live -> {
            assertThat(hold.after(live, NOW))
                    .isEqualTo(new Held(AT, HoldKind.NO_TRAFFIC, "no traffic: so"));
            assertThat(ask.after(live, NOW))
                    .isEqualTo(new Held(
                            at(1, Duration.ofDays(2)), HoldKind.UNDECIDED, "undecided:" + " so"));
        });
        assertThat(hold.kind().label()).isEqualTo("hold");
        assertThat(ask.kind().label()).isEqualTo("inconclusive");
    }

    @Test
    void resumingKeepsThePlace() {
        Decision resume = new Decision.Resume("It is gone.");

        assertThat(LIVE)
                .allSatisfy(live -> assertThat(resume.after(live, NOW)).isEqualTo(new Running(AT)));
        assertThat(resume.kind().label()).isEqualTo("resume");
    }

    @Test
    void theEndKeepsItsStageAndItsReason() {
        Decision back = new Decision.RollBack(Conclusion.FAIL, "Worse.");
        Decision complete = new Decision.Complete("candidate", Conclusion.PASS, "Better.");

        assertThat(LIVE).allSatisfy(live -> {
            assertThat(back.after(live, NOW))
                    .isEqualTo(new RolledBack(1, Conclusion.FAIL, "Worse."));
            assertThat(complete.after(live, NOW))
                    .isEqualTo(new Completed(1, "candidate", Conclusion.PASS, "Better."));
        });
        assertThat(back.kind().label()).isEqualTo("roll_back");
        assertThat(complete.kind().label()).isEqualTo("complete");
    }

    @Test
    void theAuditCallsEachChangeByItsName() {
        assertThat(new Decision.Stay("units", "Not yet.").action()).isEmpty();
        assertThat(new Decision.Advance("All is there.").action()).contains(ChangeAction.ADVANCE);
        assertThat(new Decision.Hold(HoldKind.UNDECIDED, "undecided: so", "Held.").action())
                .contains(ChangeAction.HOLD);
        assertThat(new Decision.Resume("It is gone.").action()).contains(ChangeAction.RESUME);
        assertThat(new Decision.RollBack(Conclusion.FAIL, "Worse.").action())
                .contains(ChangeAction.ROLL_BACK);
        assertThat(new Decision.Complete("candidate", Conclusion.PASS, "Better.").action())
                .contains(ChangeAction.COMPLETE);
    }
}
