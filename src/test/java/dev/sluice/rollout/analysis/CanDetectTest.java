package dev.sluice.rollout.analysis;

import static dev.sluice.rollout.analysis.Analyses.FIVE_PER_CENT;
import static dev.sluice.rollout.analysis.Analyses.analysis;
import static dev.sluice.rollout.analysis.Analyses.detectable;
import static dev.sluice.rollout.analysis.Analyses.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.experiment.statistics.Limit;
import dev.sluice.rollout.State;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** What can be seen by the end of a stage. */
class CanDetectTest {
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
}
