package dev.sluice.rollout.analysis;

import static dev.sluice.rollout.analysis.Analyses.analysis;
import static dev.sluice.rollout.analysis.Analyses.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What people are told of two variants beside each other. */
class ComparisonTest {
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
                .isEqualTo("candidate: errors 4.78 points higher, compared stage by stage (8.55 % "
                        + "against 2.32 % in all, with 1,100 and 1,120 units); candidate is "
                        + "worse: the difference is from 2.05 points to 7.5 points (always-valid "
                        + "p = 9.2e-06, alpha = 0.050).");
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
                .contains("; candidate is better: the difference is from ");
        assertThat(only(accuracy, rates("accuracy", 700, 900)).sentence())
                .contains("; candidate is worse: the difference is from ");
        assertThat(only(accuracy, rates("accuracy", 800, 801)).sentence())
                .contains("; no difference is shown: the difference is from ");
        assertThat(only(new Rollouts().metrics("errors"), rates("errors", 100, 300))
                        .sentence())
                .contains("; candidate is better: the difference is from ");
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
                .isEqualTo(
                        "40 units of candidate and 38 of the control are too few (100 of each are "
                                + "needed in a stage): latency can't be compared yet.");
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

    private static Comparison only(Rollouts rollout, Tally tally) {
        return analysis(rollout, tally).comparisons().getFirst();
    }
}
