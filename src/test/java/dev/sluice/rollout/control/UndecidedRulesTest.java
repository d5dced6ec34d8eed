package dev.sluice.rollout.control;

import static dev.sluice.rollout.control.Rollouts.LAST;
import static dev.sluice.rollout.control.Rollouts.at;
import static dev.sluice.rollout.control.Rollouts.plan;
import static dev.sluice.rollout.control.RuleKit.DAYS_3;
import static dev.sluice.rollout.control.RuleKit.NOW;
import static dev.sluice.rollout.control.RuleKit.PLAN;
import static dev.sluice.rollout.control.RuleKit.SHADOW;
import static dev.sluice.rollout.control.RuleKit.decide;
import static dev.sluice.rollout.control.RuleKit.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.definition.Monitoring;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.experiment.definition.Undecided;
import dev.sluice.experiment.definition.Undecided.Then;
import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Held;
import dev.sluice.rollout.State.Position;
import dev.sluice.rollout.State.Running;
import dev.sluice.rollout.control.Decision.Advance;
import dev.sluice.rollout.control.Decision.Complete;
import dev.sluice.rollout.control.Decision.RollBack;
import dev.sluice.rollout.control.Decision.Stay;
import dev.sluice.rollout.control.RuleKit.Figures;
import dev.sluice.vocabulary.Conclusion;
import dev.sluice.vocabulary.DecisionKind;
import dev.sluice.vocabulary.HoldKind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** What becomes of a stage that can not be decided. */
class UndecidedRulesTest {
    @Test
    void whatCannotBeDecidedIsHeldUntilAPersonAgreesAfterwards() {
        Running running = new Running(at(0, Duration.ofDays(28)).approve());

        Decision decision = decide(running, PLAN, figures().units(99, 120));

        assertThat(decision.kind()).isEqualTo(DecisionKind.INCONCLUSIVE);
        assertThat(decision.sentence())
                .isEqualTo(
                        "Stage 1 of 2 (10 %) can't be decided after 28 d; missing: 1 unit of the "
                                + "candidate more. A"
                                + " person must decide: approve goes on, conclude or rollback "
                                + "ends it.");
        Held held = (Held) decision.after(running, NOW);
        assertThat(held.at()).isEqualTo(at(0, Duration.ofDays(28)));
        assertThat(decide(held, PLAN, figures().units(99, 120))).isInstanceOf(Stay.class);
        assertThat(decide(held, PLAN, figures())).isInstanceOf(Stay.class);
        Held agreed = new Held(held.at().approve(), held.why(), held.reason());
        assertThat(decide(agreed, PLAN, figures().conflicts(900))).isInstanceOf(Stay.class);
        Decision advance = decide(agreed, PLAN, figures().units(99, 120));
        assertThat(advance.after(agreed, NOW))
                .isEqualTo(new Running(new Position(1, NOW, Duration.ZERO, false)));
    }

    @Test
    void whatCannotBeDecidedGoesBackOrOnAsItIsDefined() {
        Running running = new Running(at(0, Duration.ofDays(2)));
        StagePlan brief =
                new StagePlan(1_000, Duration.ofDays(1), 100, Monitoring.CLOSE, false, false);
        Figures few = figures().units(10, 10);

        assertThat(decide(running, undecided(Then.ROLL_BACK, brief, LAST), few))
                .isEqualTo(new RollBack(
                        Conclusion.INCONCLUSIVE,
                        "Stage 1 of 2 (10 %) can't be decided after 2 d; missing: 90 "
                                + "units of the candidate more; 90 units"
                                + " of the control more. It is taken back, as its "
                                + "definition says."));
        assertThat(decide(running, undecided(Then.GO_ON, brief, LAST), few))
                .isInstanceOf(Advance.class);
        assertThat(decide(running, undecided(Then.GO_ON, brief), few))
                .isInstanceOfSatisfying(
                        Complete.class,
                        complete ->
                                assertThat(complete.outcome()).isEqualTo(Conclusion.INCONCLUSIVE));
        StagePlan asked =
                new StagePlan(1_250, Duration.ofDays(1), 100, Monitoring.CLOSE, true, false);
        assertThat(decide(running, undecided(Then.GO_ON, asked, LAST), few))
                .isEqualTo(new Stay(
                        "units, approval",
                        "Stage 1 of 2 (12.5 %) goes on; missing: 90 units of the candidate more; "
                                + "90 units of the control more; a person's approval."));
    }

    @Test
    void aPersonIsAskedWhereTheStageSaysSoAndWhereItCannotBeDecided() {
        StagePlan asked = new StagePlan(1_000, DAYS_3, 100, Monitoring.CLOSE, true, false);
        Held undecided = new Held(
                at(0, DAYS_3), HoldKind.UNDECIDED, "undecided: Stage 1 can't be " + "decided.");
        Held quiet = new Held(at(0, DAYS_3), HoldKind.NO_TRAFFIC, "no traffic: none.");
        RolloutPlan shadowed = Rollouts.shadowed(SHADOW, asked, LAST);

        assertThat(asks(plan(asked, LAST), new Running(at(0, DAYS_3)))).isTrue();
        assertThat(asks(plan(asked, LAST), new Running(at(1, DAYS_3)))).isFalse();
        assertThat(asks(PLAN, undecided)).isTrue();
        assertThat(asks(PLAN, quiet)).isFalse();
        assertThat(asks(PLAN, new Held(at(0, DAYS_3), HoldKind.UNKNOWN, "undecided")))
                .isFalse();
        assertThat(asks(shadowed, new Running(at(0, DAYS_3)))).isFalse();
        assertThat(asks(shadowed, new Running(at(1, DAYS_3)))).isTrue();
        assertThat(asks(null, undecided)).isFalse();
    }

    private static boolean asks(@Nullable RolloutPlan plan, State.Live live) {
        return RolloutRules.asksForApproval(Rollouts.definition(plan), live);
    }

    private static RolloutPlan undecided(Then then, StagePlan... stages) {
        return new RolloutPlan(null, List.of(stages), 0, new Undecided(Duration.ofDays(2), then));
    }
}
