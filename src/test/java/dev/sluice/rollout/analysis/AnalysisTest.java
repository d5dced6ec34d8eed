package dev.sluice.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.experiment.definition.Monitoring;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.experiment.statistics.Limit;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.State;
import dev.sluice.vocabulary.Conclusion;
import dev.sluice.vocabulary.HoldKind;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** What people are told. */
class AnalysisTest {
    private static final Instant NOW = Rollouts.START.plus(Duration.ofDays(1));
    private static final Limit FIVE_PER_CENT = new Limit.Absolute(0.05);

    @Test
    void aComparisonHasItsStrataAndASentence() {
        Tally tally = new TallyBuilder()
                .rate("candidate", 0, "errors", 4, 200)
                .rate("control", 0, "errors", 6, 210)
                .rate("candidate", 1, "errors", 90, 900)
                .rate("control", 1, "errors", 20, 910)
                .rate("candidate", 2, "errors", 900, 900)
                .build();

        Comparison errors = only(new Rollouts().metrics("errors"), tally);

        assertThat(errors.sentence())
                .isEqualTo("errors: candidate 8.55 % with 1,100 units, control 2.32 % with 1,120; "
                        + "the difference is 4.78"
                        + " points, from 2.05 points to 7.5 points (always-valid p = "
                        + "9.2e-06, alpha = 0.050): candidate"
                        + " is worse.");
        assertThat(errors.units()).isEqualTo(2_220);
        assertThat(errors.unit()).isEqualTo("share");
        assertThat(errors.lowerIsWorse()).isFalse();
        assertThat(errors.strata())
                .containsExactly(
                        new Comparison.OfStage(
                                0,
                                1_000,
                                new Comparison.Side(200, 0.02),
                                new Comparison.Side(210, 6 / 210.0)),
                        new Comparison.OfStage(
                                1,
                                5_000,
                                new Comparison.Side(900, 0.1),
                                new Comparison.Side(910, 20 / 910.0)));
        assertThat(errors.higherProbability()).isCloseTo(1, within(1e-6));
        assertThat(errors.expectedLoss().ifControl()).isCloseTo(0, within(1e-6));
        assertThat(errors.expectedLoss().ifCandidate()).isCloseTo(0.0622, within(1e-3));
    }

    @Test
    void stagesOfTooFewUnitsDoNotCountBesideOneThatHasEnough() {
        Tally tally = new TallyBuilder()
                .rate("candidate", 0, "errors", 40, 40)
                .rate("control", 0, "errors", 0, 300)
                .rate("candidate", 1, "errors", 10, 100)
                .rate("control", 1, "errors", 10, 100)
                .build();

        Comparison errors = only(new Rollouts().metrics("errors"), tally);

        assertThat(errors.estimate()).isZero();
        assertThat(errors.units()).isEqualTo(200);
        assertThat(errors.strata()).hasSize(2);
        assertThat(Look.all(new Rollouts().metrics("errors").definition(), tally))
                .hasSize(1);
    }

    @Test
    void aComparisonSaysWhoIsBetterOrThatNothingIsShown() {
        Rollouts accuracy = new Rollouts().metrics("accuracy");

        assertThat(only(accuracy, rates("accuracy", 900, 700)).sentence())
                .endsWith(": candidate is better.");
        assertThat(only(accuracy, rates("accuracy", 700, 900)).sentence())
                .endsWith(": candidate is worse.");
        assertThat(only(accuracy, rates("accuracy", 800, 801)).sentence())
                .endsWith(": no difference is shown.");
        assertThat(only(new Rollouts().metrics("errors"), rates("errors", 100, 300))
                        .sentence())
                .endsWith(": candidate is better.");
    }

    private static Tally rates(String metric, long candidate, long control) {
        return new TallyBuilder()
                .rate("candidate", 0, metric, candidate, 1_000)
                .rate("control", 0, metric, control, 1_000)
                .build();
    }

    @Test
    void thereIsNoViewForPeopleWithoutUnitsOnBothSides() {
        Rollouts errors = new Rollouts().metrics("errors");
        Tally candidateOnly =
                new TallyBuilder().rate("candidate", 0, "errors", 2, 10).build();
        Tally controlOnly =
                new TallyBuilder().rate("control", 0, "errors", 2, 10).build();

        assertThat(only(errors, new TallyBuilder().build()).higherProbability()).isNull();
        assertThat(only(errors, candidateOnly).higherProbability()).isNull();
        assertThat(only(errors, controlOnly).higherProbability()).isNull();
    }

    @Test
    void fewUnitsGiveASketchAndNoLook() {
        Tally tally = new TallyBuilder()
                .mean("candidate", 0, "latency", 40, 1.5, 1)
                .mean("control", 0, "latency", 38, 1.25, 1)
                .build();

        Comparison latency = only(new Rollouts().metrics("latency"), tally);

        assertThat(latency.estimate()).isEqualTo(0.25);
        assertThat(latency.lower()).isLessThan(0.25);
        assertThat(latency.sentence())
                .isEqualTo("latency can't be compared yet: 40 units of candidate and 38 of the "
                        + "control are too few"
                        + " (100 of each are needed in a stage).");
        assertThat(latency.higherProbability()).isNull();
        assertThat(Look.all(new Rollouts().metrics("latency").definition(), tally))
                .isEmpty();
    }

    @Test
    void noUnitsGiveNothing() {
        Comparison latency = only(new Rollouts().metrics("latency"), new TallyBuilder().build());

        assertThat(latency.estimate()).isNull();
        assertThat(latency.lower()).isNull();
        assertThat(latency.p()).isNull();
        assertThat(latency.units()).isZero();
        assertThat(latency.strata()).isEmpty();
    }

    @Test
    void unitsThatAllHaveTheSameTimeHaveNoInterval() {
        Tally tally = new TallyBuilder()
                .mean("candidate", 0, "latency", 200, 1.5, 0)
                .mean("control", 0, "latency", 200, 1.5, 0)
                .build();

        Comparison latency = only(new Rollouts().metrics("latency"), tally);

        assertThat(latency.estimate()).isZero();
        assertThat(latency.lower()).isNull();
        assertThat(latency.sentence())
                .endsWith("; all units have the same value, which says nothing about chance.");
    }

    @Test
    void ratesThatAreNotOfZerosAndOnesHaveNoViewForPeople() {
        Tally tally = new TallyBuilder()
                .mean("candidate", 0, "errors", 200, 0.1, 0.01)
                .rate("control", 0, "errors", 20, 200)
                .build();

        assertThat(only(new Rollouts().metrics("errors"), tally).higherProbability())
                .isNull();
    }

    @Test
    void metricsOfGuardrailsAreComparedToo() {
        Rollouts rollout = new Rollouts()
                .metrics("rating", "errors")
                .guardrail("errors > 5 %", "errors", false, FIVE_PER_CENT)
                .guardrail("latency > 2x", "latency", false, new Limit.Ratio(2));

        assertThat(analysis(rollout, new TallyBuilder().build()).comparisons())
                .extracting(Comparison::metric)
                .containsExactly("rating", "errors", "latency");
    }

    @Test
    void variantsHaveTheirMeans() {
        Tally tally = new TallyBuilder()
                .mean("candidate", 0, "latency", 100, 1, 4)
                .mean("candidate", 1, "latency", 100, 3, 4)
                .build();

        Analysis analysis = analysis(new Rollouts().metrics("latency"), tally);

        assertThat(analysis.variants().get(1).metrics())
                .containsEntry("latency", new Analysis.MeanOfUnits(200, 2, Math.sqrt(5)));
        assertThat(analysis.units())
                .containsEntry("candidate", new Analysis.Units(200, 100))
                .containsEntry("control", new Analysis.Units(0, 0));
        assertThat(analysis.sampleRatio().planned())
                .containsEntry("control", 5_000)
                .containsEntry("candidate", 5_000);
        assertThat(analysis.sampleRatio().broken()).isTrue();
        assertThat(analysis.sampleRatio().enough()).isTrue();
    }

    @Test
    void aHundredUnitsAreEnoughForTheSampleRatio() {
        Tally few = new TallyBuilder()
                .units("candidate", 0, 50)
                .units("control", 0, 49)
                .build();
        Tally enough = new TallyBuilder()
                .units("candidate", 0, 50)
                .units("control", 0, 50)
                .build();

        assertThat(analysis(new Rollouts(), few).sampleRatio().enough()).isFalse();
        assertThat(analysis(new Rollouts(), enough).sampleRatio().enough()).isTrue();
    }

    @Test
    void aGuardrailHasItsBoundsAndItsLimitInWords() {
        Rollouts rollout = new Rollouts().guardrail("errors > 5 %", "errors", false, FIVE_PER_CENT);
        Tally tally =
                new TallyBuilder().rate("candidate", 0, "errors", 200, 1_000).build();

        Analysis.GuardrailView crossed = analysis(rollout, tally).guardrails().getFirst();
        Analysis.GuardrailView early =
                analysis(rollout, new TallyBuilder().build()).guardrails().getFirst();

        assertThat(crossed.verdict()).isEqualTo("crossed");
        assertThat(crossed.limit()).isEqualTo("at most 5 %");
        assertThat(crossed.atLeast()).isBetween(0.1, 0.15);
        assertThat(crossed.atMost()).isBetween(0.15, 0.2);
        assertThat(early.verdict()).isEqualTo("too_early");
        assertThat(early.atLeast()).isNull();
    }

    @Test
    void saysWhatCanBeSeenByTheEndOfTheStage() {
        Tally tally = new TallyBuilder()
                .rate("candidate", 0, "errors", 20, 200)
                .rate("control", 0, "errors", 20, 220)
                .build();
        Rollouts rollout = new Rollouts()
                .state(Rollouts.running(0, Duration.ofDays(1), false))
                .metrics("errors", "latency");

        CanDetect errors = analysis(rollout, tally).detectable().getFirst();

        assertThat(analysis(rollout, tally).detectable()).hasSize(1);
        assertThat(errors.by()).isEqualTo(LocalDate.parse("2026-11-13"));
        assertThat(errors.sentence())
                .isEqualTo(
                        "errors: can detect a difference of 4.29 points or more by 2026-11-13 at "
                                + "today's traffic (733"
                                + " units of each variant).");
    }

    @Test
    void whatAGuardrailCanSeeGoesByItsPartOfAlpha() {
        Tally tally = rates("errors", 100, 100);
        Rollouts rollout = new Rollouts()
                .metrics("errors")
                .guardrail("errors > 5 %", "errors", false, FIVE_PER_CENT)
                .guardrail("latency > 2x", "latency", false, new Limit.Ratio(2));
        double alone = detectable(new Rollouts().metrics("errors"), tally).difference();
        double shared = detectable(rollout, tally).difference();

        assertThat(analysis(rollout, tally).detectable()).hasSize(1);
        assertThat(shared).isGreaterThan(alone);
        // 4,666 units of each, by the formulas of the paper.
        assertThat(alone).isCloseTo(0.01793, within(1e-5));
    }

    @Test
    void ofFewerUnitsThanTwoNothingIsSaid() {
        Rollouts rollout = new Rollouts().metrics("errors");
        Tally one = new TallyBuilder()
                .rate("candidate", 0, "errors", 0, 1)
                .rate("control", 0, "errors", 0, 2)
                .build();
        Tally other = new TallyBuilder()
                .rate("candidate", 0, "errors", 0, 2)
                .rate("control", 0, "errors", 0, 1)
                .build();
        Tally two = new TallyBuilder()
                .rate("candidate", 0, "errors", 0, 2)
                .rate("control", 0, "errors", 1, 2)
                .build();

        assertThat(analysis(rollout, one).detectable()).isEmpty();
        assertThat(analysis(rollout, other).detectable()).isEmpty();
        assertThat(analysis(rollout, two).detectable()).hasSize(1);
    }

    @Test
    void unitsToComeAreThoseOfTheDaysCountedThatHaveTheMetric() {
        // Of 400 units enrolled in two days every other one is rated: 100 more in a day.
        TallyBuilder tally = new TallyBuilder().lately(2);
        for (String variant : List.of("candidate", "control")) {
            tally.units(variant, 0, 400).mean(variant, 0, "rating", 200, 4, 1);
        }

        assertThat(detectable(new Rollouts().metrics("rating"), tally.build()).sentence())
                .isEqualTo("rating: can detect a difference of 0.17 or more by 2026-11-14 at "
                        + "today's traffic (566 units of each variant).");
    }

    @Test
    void whatCanBeSeenGoesByTheCandidateWithTheFewestUnits() {
        Tally tally = new TallyBuilder()
                .rate("a", 0, "errors", 30, 300)
                .rate("b", 0, "errors", 20, 200)
                .rate("control", 0, "errors", 90, 900)
                .build();
        Tally fewestAlone = new TallyBuilder()
                .rate("candidate", 0, "errors", 20, 200)
                .rate("control", 0, "errors", 90, 900)
                .build();

        CanDetect expected =
                detectable(new Rollouts().withoutStages().metrics("errors"), fewestAlone);

        assertThat(detectable(
                        new Rollouts().candidates("a", "b").withoutStages().metrics("errors"),
                        tally))
                .isEqualTo(expected);
        assertThat(detectable(
                        new Rollouts().candidates("b", "a").withoutStages().metrics("errors"),
                        tally))
                .isEqualTo(expected);
    }

    private static CanDetect detectable(Rollouts rollout, Tally tally) {
        return analysis(rollout, tally).detectable().getFirst();
    }

    @Test
    void nothingCanBeSeenWithoutAControl() {
        Tally tally = new TallyBuilder()
                .rate("candidate", 1, "errors", 20, 200)
                .rate("control", 1, "errors", 20, 220)
                .build();

        assertThat(analysis(
                                new Rollouts()
                                        .metrics("errors")
                                        .state(Rollouts.running(2, Duration.ZERO, false)),
                                tally)
                        .detectable())
                .isEmpty();
        assertThat(analysis(
                                new Rollouts()
                                        .metrics("errors")
                                        .state(new State.Stopped(1, "enough")),
                                tally)
                        .detectable())
                .isEmpty();
    }

    @Test
    void aStageMissesTimeUnitsApprovalAndEvidence() {
        StagePlan plan =
                new StagePlan(1_000, Duration.ofDays(3), 100, Monitoring.CLOSE, true, true);
        Rollouts rollout = new Rollouts()
                .stages(plan, Rollouts.stage(10_000, 1))
                .state(Rollouts.running(0, Duration.ofHours(21), false))
                .guardrail("errors > 5 %", "errors", false, FIVE_PER_CENT);
        Tally tally = new TallyBuilder()
                .units("candidate", 0, 120)
                .units("control", 0, 88)
                .build();

        assertThat(analysis(rollout, tally).missing())
                .containsExactly(
                        "2 d 3 h more in this stage",
                        "12 units of the control more",
                        "evidence against errors > 5 %",
                        "a person's approval");
    }

    @Test
    void aStageThatHasAllMissesNothing() {
        Tally tally = new TallyBuilder()
                .units("candidate", 0, 120)
                .units("control", 0, 118)
                .build();

        assertThat(analysis(
                                new Rollouts()
                                        .state(Rollouts.running(0, Duration.ofDays(3), false)),
                                tally)
                        .missing())
                .isEmpty();
    }

    @Test
    void theFullStageWaitsForNoControl() {
        Rollouts rollout = new Rollouts()
                .state(Rollouts.running(2, Duration.ofHours(23).plusSeconds(59 * 60 + 30), false));

        assertThat(analysis(rollout, new TallyBuilder().build()).missing())
                .containsExactly("30 s more in this stage", "100 units of the candidate more");
        assertThat(analysis(rollout.holdback(100), new TallyBuilder().build()).missing())
                .contains("100 units of the control more");
    }

    @Test
    void whatIsWrongIsMissingToo() {
        State.Position at = new State.Position(0, Rollouts.START, Duration.ofDays(3), false);
        Rollouts rollout = new Rollouts()
                .metrics("rating")
                .guardrail("errors > 5 %", "errors", false, FIVE_PER_CENT)
                .state(new State.Held(at, HoldKind.NO_TRAFFIC, "no traffic for an hour"));
        Tally tally = new TallyBuilder()
                .rate("candidate", 0, "errors", 300, 600)
                .rate("control", 0, "errors", 0, 800)
                .spoke("control", 0, 700)
                .build();

        assertThat(analysis(rollout, tally).missing())
                .satisfiesExactly(
                        it -> assertThat(it)
                                .isEqualTo("the problem that holds it to be solved: no traffic "
                                        + "for an hour"),
                        it -> assertThat(it)
                                .startsWith("candidate to be rolled back: errors > 5 % crossed the "
                                        + "limit"),
                        it -> assertThat(it)
                                .startsWith("units as planned: The 1,400 units did not go"),
                        it -> assertThat(it)
                                .startsWith("feedback that can be compared: 0 of 600 units of "
                                        + "candidate"));
    }

    @Test
    void otherStatesMissSomebody() {
        Tally none = new TallyBuilder().build();
        State.Position at = new State.Position(0, Rollouts.START, Duration.ofDays(3), false);

        assertThat(analysis(new Rollouts().state(new State.Pending()), none).missing())
                .containsExactly("somebody to start it");
        assertThat(analysis(new Rollouts().state(new State.Paused(at, "holidays")), none)
                        .missing())
                .contains("somebody to resume it: holidays");
        assertThat(analysis(
                                new Rollouts()
                                        .state(new State.RolledBack(1, Conclusion.FAIL, "errors")),
                                none)
                        .missing())
                .isEmpty();
        assertThat(analysis(new Rollouts().withoutStages(), none).missing())
                .containsExactly(
                        "2,000 more of the 2,000 units that are planned",
                        "somebody to conclude it");
    }

    @Test
    void anExperimentWithoutStagesWaitsForTheUnitsThatArePlanned() {
        TallyBuilder tally = new TallyBuilder().units("candidate", 0, 990);

        assertThat(analysis(
                                new Rollouts().withoutStages(),
                                tally.units("control", 0, 1_009).build())
                        .missing())
                .containsExactly(
                        "1 more of the 2,000 units that are planned", "somebody to conclude it");
        assertThat(analysis(
                                new Rollouts().withoutStages(),
                                tally.units("control", 0, 1_010).build())
                        .missing())
                .containsExactly("somebody to conclude it");
    }

    @Test
    void theShadowMissesItsTime() {
        Rollouts rollout = new Rollouts()
                .shadow(new ShadowPlan(500, 1_000, null, Duration.ofHours(5)))
                .state(Rollouts.running(0, Duration.ofMinutes(10), false));
        Tally tally = new TallyBuilder()
                .shadow(new Findings.Shadow(
                        0, 0, 0, Double.NaN, Double.NaN, Double.NaN, null, null))
                .build();

        Analysis analysis = analysis(rollout, tally);

        assertThat(analysis.missing())
                .containsExactly("4 h 50 min more in this stage", "a copy that was answered");
        assertThat(analysis.shadow())
                .isEqualTo(new Analysis.ShadowView(0, 0, 0, null, null, null, null, null));
        assertThat(analysis.detectable()).isEmpty();
    }

    @Test
    void aShadowThatIsSpentMissesNothing() {
        Rollouts rollout = new Rollouts()
                .shadow(new ShadowPlan(500, 1_000, null, Duration.ofHours(5)))
                .state(Rollouts.running(0, Duration.ofMinutes(10), false));
        Tally tally = new TallyBuilder()
                .shadow(new Findings.Shadow(1_000, 0, 0, 0.9, 1, 1, null, null))
                .build();

        assertThat(analysis(rollout, tally).missing()).isEmpty();
    }

    private static Comparison only(Rollouts rollout, Tally tally) {
        return analysis(rollout, tally).comparisons().getFirst();
    }

    private static Analysis analysis(Rollouts rollout, Tally tally) {
        return Analysis.of(rollout.rollout(), tally, NOW);
    }
}
