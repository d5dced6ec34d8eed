package dev.sluice.rollout.control;

import static dev.sluice.rollout.control.Rollouts.BEGIN;
import static dev.sluice.rollout.control.Rollouts.ERRORS;
import static dev.sluice.rollout.control.Rollouts.FIRST;
import static dev.sluice.rollout.control.Rollouts.LAST;
import static dev.sluice.rollout.control.Rollouts.at;
import static dev.sluice.rollout.control.Rollouts.in;
import static dev.sluice.rollout.control.Rollouts.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.experiment.definition.Monitoring;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.experiment.definition.Undecided;
import dev.sluice.experiment.definition.Undecided.Then;
import dev.sluice.experiment.statistics.Guardrails;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.experiment.statistics.SampleRatio;
import dev.sluice.experiment.statistics.Stratum;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Held;
import dev.sluice.rollout.State.Paused;
import dev.sluice.rollout.State.Pending;
import dev.sluice.rollout.State.Position;
import dev.sluice.rollout.State.Running;
import dev.sluice.rollout.control.Decision.Advance;
import dev.sluice.rollout.control.Decision.Complete;
import dev.sluice.rollout.control.Decision.Hold;
import dev.sluice.rollout.control.Decision.Resume;
import dev.sluice.rollout.control.Decision.RollBack;
import dev.sluice.rollout.control.Decision.Stay;
import dev.sluice.vocabulary.Conclusion;
import dev.sluice.vocabulary.DecisionKind;
import dev.sluice.vocabulary.HoldKind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

class RolloutRulesTest {
    private static final Duration DAYS_3 = Duration.ofDays(3);
    private static final Instant NOW = BEGIN.plus(DAYS_3);
    private static final RolloutPlan PLAN = plan(FIRST, LAST);
    private static final ShadowPlan SHADOW = new ShadowPlan(500, 1_000, null, Duration.ofDays(1));

    @Test
    void goesOnWhenTimeAndUnitsAreThere() {
        Running running = new Running(at(0, DAYS_3));

        Decision decision = RolloutRules.decide(in(running, PLAN), figures().of(), NOW);

        assertThat(decision)
                .isEqualTo(new Advance(
                        "All that stage 1 of 2 (10 %) needs is there: 3 d watched, 1,000 "
                                + "units of the"
                                + " candidate and 1,000 of the control, and no guardrail "
                                + "is crossed."));
        assertThat(decision.after(running, NOW))
                .isEqualTo(new Running(new Position(1, NOW, Duration.ZERO, false)));
    }

    @Test
    void saysWhatIsMissing() {
        Decision decision = RolloutRules.decide(
                in(new Running(at(0, Duration.ofHours(21))), PLAN),
                figures().units(99, 88).of(),
                NOW);

        assertThat(decision)
                .isEqualTo(new Stay(
                        "time, units",
                        "Stage 1 of 2 (10 %) goes on; missing: 2 d 3 h more in this stage; 1 unit "
                                + "of the candidate more;"
                                + " 12 units of the control more."));
    }

    @Test
    void waitsForAPersonWhereOneMustAgree() {
        StagePlan asked = new StagePlan(1_000, DAYS_3, 100, Monitoring.CLOSE, true, false);

        assertThat(decide(new Running(at(0, DAYS_3)), plan(asked, LAST), figures()))
                .isEqualTo(new Stay(
                        "approval", "Stage 1 of 2 (10 %) goes on; missing: a person's approval."));
        assertThat(decide(new Running(at(0, DAYS_3).approve()), plan(asked, LAST), figures()))
                .isInstanceOf(Advance.class);
        assertThat(decide(new Running(at(0, Duration.ofDays(40))), plan(asked, LAST), figures()))
                .isInstanceOf(Stay.class);
    }

    @Test
    void waitsForEvidenceWhereItIsAsked() {
        StagePlan strict = new StagePlan(1_000, DAYS_3, 100, Monitoring.CLOSE, false, true);

        assertThat(decide(
                        new Running(at(0, DAYS_3)),
                        plan(strict, LAST),
                        figures().errors(30, 30)))
                .isEqualTo(new Stay(
                        "evidence",
                        "Stage 1 of 2 (10 %) goes on; missing: evidence against "
                                + "errors_rise > 2 %."));
        assertThat(decide(
                        new Running(at(0, DAYS_3)),
                        plan(strict, LAST),
                        figures().errors(3, 30)))
                .isInstanceOf(Advance.class);
    }

    @Test
    void theLastStageNeedsNoControlThatItDoesNotHave() {
        StagePlan all = new StagePlan(10_000, DAYS_3, 100, Monitoring.LIGHT, false, false);

        assertThat(decide(new Running(at(0, DAYS_3)), plan(all), figures().units(100, 0)))
                .isEqualTo(new Complete(
                        "candidate",
                        Conclusion.PASS,
                        "All that stage 1 of 1 (100 %) needs is there: 3 d watched, 100 units of "
                                + "the candidate and 0 of"
                                + " the control, and no guardrail is crossed. It was the last "
                                + "stage: everybody is served"
                                + " candidate."));
    }

    @Test
    void unitsThatNobodyAskedForAreNotCounted() {
        StagePlan all = new StagePlan(10_000, DAYS_3, 0, Monitoring.LIGHT, false, false);

        assertThat(decide(new Running(at(0, DAYS_3)), plan(all), figures().units(0, 0)))
                .isEqualTo(new Complete(
                        "candidate",
                        Conclusion.PASS,
                        "All that stage 1 of 1 (100 %) needs is there: 3 d watched, and no "
                                + "guardrail is crossed. It was"
                                + " the last stage: everybody is served candidate."));
    }

    @Test
    void aCrossedGuardrailTakesBackFromEveryState() {
        Figures bad = figures().errors(200, 50).conflicts(900).shift("shifted");
        for (State state : List.of(
                new Running(at(0, DAYS_3)),
                new Held(at(0, DAYS_3), HoldKind.SAMPLE_RATIO, "sample ratio: p"),
                new Paused(at(0, DAYS_3), "lunch"))) {
            Decision decision = decide(state, PLAN, bad);

            assertThat(decision).isInstanceOfSatisfying(RollBack.class, back -> {
                assertThat(back.outcome()).isEqualTo(Conclusion.FAIL);
                assertThat(back.sentence())
                        .startsWith(
                                "candidate: errors_rise > 2 % crossed the limit: 20 % with 1,000 "
                                        + "units, control 5 %"
                                        + " with 1,000, allowed 2 points more; beyond it by at "
                                        + "least 8.");
            });
        }
    }

    @Test
    void doubtfulFiguresHoldAndResumeByThemselves() {
        Running running = new Running(at(0, DAYS_3));

        Decision hold = decide(running, PLAN, figures().conflicts(6));

        State held = hold.after(running, NOW);
        assertThat(held)
                .isEqualTo(new Held(
                        at(0, DAYS_3),
                        HoldKind.CONFLICTS,
                        "conflicts: 6 of 2,000 units were served another variant than "
                                + "they were enrolled with."));
        assertThat(decide(held, PLAN, figures().conflicts(7))).isInstanceOf(Stay.class);
        Decision resume = decide(held, PLAN, figures().conflicts(5));
        assertThat(resume).isInstanceOf(Resume.class);
        assertThat(resume.after((State.Live) held, NOW)).isEqualTo(running);
    }

    @Test
    void conflictsOfOneInAThousandUnitsAreNoFault() {
        Running running = new Running(at(0, DAYS_3));

        assertThat(decide(running, PLAN, figures().ratio(5_000, 5_000).conflicts(10)))
                .isInstanceOf(Advance.class);
        assertThat(decide(running, PLAN, figures().ratio(5_000, 5_000).conflicts(11)))
                .isInstanceOf(Hold.class);
    }

    @Test
    void anotherReasonToHoldIsTold() {
        Held held = new Held(
                at(0, DAYS_3), HoldKind.FEEDBACK, "feedback: the candidate is rated less often");

        Decision decision = decide(held, PLAN, figures().ratio(1_200, 800));

        assertThat(decision.after(held, NOW))
                .isEqualTo(new Held(
                        at(0, DAYS_3),
                        HoldKind.SAMPLE_RATIO,
                        "sample ratio: The 2,000 units did not go to the variants as planned (p = "
                                + "3.7e-19): do not draw any conclusion."));
    }

    @Test
    void aBrokenSampleRatioHoldsWhateverElseIsThere() {
        assertThat(decide(new Running(at(0, DAYS_3)), PLAN, figures().ratio(1_200, 800)))
                .isInstanceOfSatisfying(
                        Hold.class, hold -> assertThat(hold.reason()).startsWith("sample ratio: "));
    }

    @Test
    void aSixthOfAStageWithoutUnitsHolds() {
        Running running = new Running(at(0, DAYS_3));

        assertThat(decide(running, PLAN, figures().last(NOW.minus(Duration.ofHours(12)))))
                .isInstanceOf(Advance.class);
        assertThat(decide(running, PLAN, figures().last(NOW.minus(Duration.ofHours(13)))))
                .isInstanceOfSatisfying(
                        Hold.class,
                        hold -> assertThat(hold.reason())
                                .isEqualTo(
                                        "no traffic: No unit was served for 13 h; expected is one "
                                                + "every 12 h."));
        Running young = new Running(new Position(0, NOW.minusSeconds(3_000), Duration.ZERO, false));
        assertThat(decide(young, PLAN, figures().last(null))).isInstanceOf(Stay.class);
    }

    @Test
    void anHourWithoutUnitsIsNoFaultOfTheShortestStage() {
        StagePlan brief =
                new StagePlan(1_000, Duration.ofHours(2), 100, Monitoring.CLOSE, false, false);
        Running running = new Running(at(0, DAYS_3));

        assertThat(decide(
                        running, plan(brief, LAST), figures().last(NOW.minus(Duration.ofHours(1)))))
                .isInstanceOf(Advance.class);
        assertThat(decide(
                        running,
                        plan(brief, LAST),
                        figures().last(NOW.minus(Duration.ofMinutes(61)))))
                .isInstanceOf(Hold.class);
    }

    @Test
    void aDayWithoutUnitsHoldsAnExperimentWithoutStages() {
        Running running = new Running(at(0, DAYS_3));

        assertThat(decide(running, null, figures().last(NOW.minus(Duration.ofDays(1)))))
                .isInstanceOf(Stay.class);
        assertThat(decide(running, null, figures().last(NOW.minus(Duration.ofHours(25)))))
                .isEqualTo(new Hold(
                        HoldKind.NO_TRAFFIC,
                        "no traffic: No unit was served for 1 d 1 h; expected is one every 1 d.",
                        "Held until this is over: No unit was served for 1 d 1 h; expected is one "
                                + "every 1 d."));
    }

    @Test
    void feedbackThatShiftsHolds() {
        assertThat(decide(new Running(at(0, DAYS_3)), PLAN, figures().shift("9 % against 30 %")))
                .isEqualTo(new Hold(
                        HoldKind.FEEDBACK,
                        "feedback: 9 % against 30 %",
                        "Held until this is over: 9 % against 30 %"));
    }

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

    @Test
    void aHoldbackIsAControlThatTheLastStageNeeds() {
        StagePlan all = new StagePlan(10_000, DAYS_3, 100, Monitoring.LIGHT, false, false);
        RolloutPlan heldBack = new RolloutPlan(null, List.of(all), 500, Rollouts.THEN_HOLD);

        assertThat(decide(new Running(at(0, DAYS_3)), heldBack, figures().units(100, 0)))
                .isEqualTo(new Stay(
                        "units",
                        "Stage 1 of 1 (100 %) goes on; missing: 100 units of the control more."));
    }

    private static RolloutPlan undecided(Then then, StagePlan... stages) {
        return new RolloutPlan(null, List.of(stages), 0, new Undecided(Duration.ofDays(2), then));
    }

    @Test
    void aShadowGoesOnAfterItsTimeWithCopies() {
        RolloutPlan shadowed = Rollouts.shadowed(SHADOW, FIRST, LAST);
        Running running = new Running(at(0, Duration.ofDays(1)));

        assertThat(decide(running, shadowed, figures().units(0, 0).last(null).shadow(0, 0, 0)))
                .isEqualTo(new Stay(
                        "copies",
                        "Stage 1 of 3 (shadow) goes on; missing: a copy that was answered."));
        assertThat(decide(running, shadowed, figures().units(0, 0).last(null).shadow(40, 30, 0)))
                .isEqualTo(new Advance(
                        "All that stage 1 of 3 (shadow) needs is there: 1 d watched, 40 copies, "
                                + "and no"
                                + " guardrail is crossed."));
    }

    @Test
    void aShadowIsOverWhenItsRequestsOrItsCostAreSpent() {
        Running early = new Running(at(0, Duration.ofHours(1)));
        RolloutPlan costly = Rollouts.shadowed(
                new ShadowPlan(500, 1_000, new BigDecimal("2.5"), Duration.ofDays(1)), FIRST, LAST);

        assertThat(decide(early, costly, figures().shadow(999, 0, 0))).isInstanceOf(Stay.class);
        assertThat(decide(early, costly, figures().shadow(1_000, 0, 0)))
                .isInstanceOf(Advance.class);
        assertThat(decide(early, costly, figures().cost("2.49"))).isInstanceOf(Stay.class);
        assertThat(decide(early, costly, figures().cost("2.5"))).isInstanceOf(Advance.class);
    }

    @Test
    void aShadowThatFailsIsTheEnd() {
        RolloutPlan shadowed = Rollouts.shadowed(SHADOW, FIRST, LAST);
        Running running = new Running(at(0, Duration.ofHours(1)));

        assertThat(decide(running, shadowed, figures().shadow(100, 20, 0)))
                .isInstanceOf(Stay.class);
        assertThat(decide(running, shadowed, figures().shadow(100, 45, 9)))
                .isInstanceOf(Stay.class);
        assertThat(decide(running, shadowed, figures().shadow(49, 49, 0))).isInstanceOf(Stay.class);
        assertThat(decide(running, shadowed, figures().shadow(50, 11, 0)))
                .isInstanceOf(RollBack.class);
        assertThat(decide(running, shadowed, figures().shadow(100, 46, 9)))
                .isEqualTo(new RollBack(
                        Conclusion.FAIL,
                        "46 of 100 copies failed, and 9 of the served answers; at most 20 % of the "
                                + "copies may fail, or five"
                                + " times the share of the served answers."));
    }

    @Test
    void anExperimentWithoutStagesNeverGoesOn() {
        assertThat(decide(new Running(at(0, Duration.ofDays(900))), null, figures()))
                .isEqualTo(new Stay(
                        "nothing",
                        "No guardrail is crossed; it has no stages, and goes on until a "
                                + "person ends it."));
        assertThat(decide(new Running(at(0, DAYS_3)), null, figures().ratio(1_200, 800)))
                .isInstanceOf(Hold.class);
        assertThat(decide(
                        new Held(at(0, DAYS_3), HoldKind.NO_TRAFFIC, "no traffic: so"),
                        null,
                        figures()))
                .isInstanceOf(Resume.class);
    }

    @Test
    void whatPeopleHavePausedStaysPaused() {
        assertThat(decide(new Paused(at(0, DAYS_3), "lunch"), PLAN, figures().ratio(1_200, 800)))
                .isEqualTo(new Stay("paused", "Paused (lunch): nobody new is enrolled."));
    }

    @Test
    void whatHasNotBegunIsNotDecidedAbout() {
        assertThatThrownBy(() -> decide(new Pending(), PLAN, figures()))
                .hasMessage("the state of slang-v2 is pending (expected: running, held or paused)");
    }

    private static Decision decide(State state, @Nullable RolloutPlan plan, Figures figures) {
        return RolloutRules.decide(in(state, plan), figures.of(), NOW);
    }

    private static Figures figures() {
        return new Figures();
    }

    /** Sound ones, unless told otherwise. */
    private static final class Figures {
        private long candidate = 1_000;
        private long control = 1_000;
        private long candidateErrors = 50;
        private long controlErrors = 50;
        private SampleRatio ratio = SampleRatio.of(new long[] {1_000, 1_000}, new int[] {1, 1});
        private long conflicts;
        private @Nullable Instant last = NOW;
        private @Nullable String shift;
        private Findings.@Nullable Shadow shadow;
        private @Nullable BigDecimal cost;

        Figures units(long ofCandidate, long ofControl) {
            candidate = ofCandidate;
            control = ofControl;
            return this;
        }

        Figures errors(long ofCandidate, long ofControl) {
            candidateErrors = ofCandidate;
            controlErrors = ofControl;
            return this;
        }

        Figures ratio(long ofControl, long ofCandidate) {
            ratio = SampleRatio.of(new long[] {ofControl, ofCandidate}, new int[] {1, 1});
            return this;
        }

        Figures conflicts(long units) {
            conflicts = units;
            return this;
        }

        Figures last(@Nullable Instant exposure) {
            last = exposure;
            return this;
        }

        Figures shift(String words) {
            shift = words;
            return this;
        }

        Figures shadow(long copies, long failed, long servedFailed) {
            shadow = new Findings.Shadow(copies, failed, servedFailed, 0.9, 1, 1, cost, null);
            return this;
        }

        Figures cost(String usd) {
            cost = new BigDecimal(usd);
            return shadow(10, 0, 0);
        }

        Findings of() {
            Guardrails guardrails = new Guardrails(List.of(ERRORS.guardrail()), 0.05, 4_000);
            Stratum stratum = new Stratum(
                    Moments.ofRate(candidateErrors, 1_000), Moments.ofRate(controlErrors, 1_000));
            return new Findings(
                    NOW,
                    List.of(new Findings.Judged(
                            "candidate", guardrails.judge(ERRORS.guardrail(), List.of(stratum)))),
                    ratio,
                    candidate,
                    control,
                    ratio.units(),
                    conflicts,
                    last,
                    shift,
                    shadow);
        }
    }
}
