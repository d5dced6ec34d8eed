package dev.sluice.rollout.analysis;

import static dev.sluice.rollout.analysis.FindingsKit.DROP;
import static dev.sluice.rollout.analysis.FindingsKit.FIVE_PER_CENT;
import static dev.sluice.rollout.analysis.FindingsKit.FULL;
import static dev.sluice.rollout.analysis.FindingsKit.NOW;
import static dev.sluice.rollout.analysis.FindingsKit.findings;
import static dev.sluice.rollout.analysis.FindingsKit.only;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.experiment.statistics.Estimate;
import dev.sluice.experiment.statistics.GuardrailVerdict;
import dev.sluice.experiment.statistics.Limit;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.experiment.statistics.Stratum;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.Rollout;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What the figures come to. */
class FindingsReaderTest {
    @Test
    void unitsAreThoseOfThePresentStage() {
        Tally tally = new TallyBuilder()
                .units("candidate", 0, 400)
                .units("control", 0, 410)
                .units("candidate", 1, 50)
                .units("control", 1, 60)
                .conflicts(3)
                .build();

        Findings findings =
                findings(new Rollouts().state(Rollouts.running(1, Duration.ZERO, false)), tally);

        assertThat(findings.candidateUnits()).isEqualTo(50);
        assertThat(findings.controlUnits()).isEqualTo(60);
        assertThat(findings.ratio().units()).isEqualTo(110);
        assertThat(findings.conflicts()).isEqualTo(3);
        assertThat(findings.at()).isEqualTo(NOW);
        assertThat(findings.lastServed()).isEqualTo(Rollouts.START.plusSeconds(5));
        assertThat(findings.guardrails()).isEmpty();
        assertThat(findings.feedbackShift()).isNull();
    }

    @Test
    void ofSeveralCandidatesTheFewestUnitsCount() {
        Tally tally = new TallyBuilder()
                .units("a", 0, 400)
                .units("b", 0, 390)
                .units("control", 0, 800)
                .build();

        assertThat(findings(new Rollouts().candidates("a", "b").withoutStages(), tally)
                        .candidateUnits())
                .isEqualTo(390);
    }

    @Test
    void aSampleThatIsNotAsPlannedIsBroken() {
        Tally broken = new TallyBuilder()
                .units("candidate", 0, 4_800)
                .units("control", 0, 5_200)
                .build();

        Findings findings = findings(new Rollouts(), broken);

        assertThat(findings.ratio().isBroken()).isTrue();
        assertThat(findings.ratio().p()).isCloseTo(6.334e-5, within(1e-8));
    }

    @Test
    void alphaIsSplitOverGuardrailsAndCandidates() {
        Rollouts rollout = new Rollouts()
                .candidates("a", "b")
                .withoutStages()
                .guardrail("errors > 5 %", "errors", false, FIVE_PER_CENT)
                .guardrail("rating_drop > 0.3", "rating", true, DROP);
        TallyBuilder tally = new TallyBuilder();
        for (String variant : List.of("a", "b", "control")) {
            tally.rate(variant, 0, "errors", 10, 200).mean(variant, 0, "rating", 200, 4, 1);
        }

        Findings findings = findings(rollout, tally.build());

        assertThat(findings.guardrails()).hasSize(4);
        findings.guardrails()
                .forEach(judged -> assertThat(judged.verdict())
                        .isInstanceOfSatisfying(
                                GuardrailVerdict.Open.class,
                                open -> assertThat(open.figures().alpha())
                                        .isCloseTo(0.05 / 4, within(1e-15))));
        assertThat(findings.guardrails())
                .extracting(
                        it -> it.candidate() + ": " + it.verdict().guardrail().metric())
                .containsExactly(
                        "a: errors > 5 %",
                        "a: rating_drop > 0.3", "b: errors > 5 %", "b: rating_drop > 0.3");
    }

    @Test
    void strataArePooledByTheInverseOfTheirVariances() {
        Tally tally = new TallyBuilder()
                .mean("candidate", 0, "rating", 200, 3.0, 1)
                .mean("control", 0, "rating", 200, 3.1, 1)
                .mean("candidate", 1, "rating", 800, 4.0, 2)
                .mean("control", 1, "rating", 800, 4.3, 2)
                .build();

        GuardrailVerdict verdict =
                only(new Rollouts().guardrail("rating_drop > 0.3", "rating", true, DROP), tally);

        Estimate pooled = Estimate.pooled(List.of(
                Estimate.difference(
                        new Stratum(new Moments(200, 3.0, 200), new Moments(200, 3.1, 200))),
                Estimate.difference(
                        new Stratum(new Moments(800, 4.0, 1_600), new Moments(800, 4.3, 1_600)))));
        assertThat(verdict).isInstanceOfSatisfying(GuardrailVerdict.Open.class, open -> {
            assertThat(open.figures().excess().value())
                    .isCloseTo(-pooled.value() - 0.3, within(1e-12));
            assertThat(open.figures().excess().variance())
                    .isCloseTo(pooled.variance(), within(1e-15));
            assertThat(open.figures().excess().units()).isEqualTo(2_000);
        });
    }

    @Test
    void relativeLimitsGoByWhatWasServedBesideAControlAndAbsoluteOnesByAll() {
        Tally all = new TallyBuilder()
                .mean("candidate", 1, "rating", 800, 1.0, 1)
                .mean("control", 1, "rating", 800, 4.0, 1)
                .build();
        Tally beside = new TallyBuilder()
                .mean("candidate", 1, "rating", 800, 4.0, 1)
                .mean("control", 1, "rating", 800, 4.0, 1)
                .build();
        Tally both = new Tally(all.cells(), beside.cells(), 1, 0, null, null);

        assertThat(only(new Rollouts().guardrail("rating_drop > 0.3", "rating", true, DROP), both))
                .isInstanceOf(GuardrailVerdict.Clear.class);
        assertThat(only(
                        new Rollouts()
                                .guardrail("rating < 3", "rating", true, new Limit.Absolute(3)),
                        both))
                .isInstanceOf(GuardrailVerdict.Crossed.class);
    }

    @Test
    void feedbackFromUnlikeSharesOfUnitsIsAShift() {
        Tally tally = new TallyBuilder()
                .units("candidate", 0, 500)
                .units("control", 0, 510)
                .spoke("candidate", 0, 60)
                .spoke("control", 0, 160)
                .build();

        assertThat(findings(new Rollouts().metrics("rating"), tally).feedbackShift())
                .startsWith(
                        "60 of 500 units of candidate gave feedback and 160 of 510 of the control"
                                + " (always-valid p = ")
                .endsWith("): what they say can't be compared.");
        assertThat(findings(
                                new Rollouts().guardrail("rating_drop > 0.3", "rating", true, DROP),
                                tally)
                        .feedbackShift())
                .isNotNull();
        assertThat(findings(new Rollouts().metrics("errors"), tally).feedbackShift())
                .isNull();
    }

    @Test
    void feedbackFromLikeOrFewUnitsIsNoShift() {
        Tally alike = new TallyBuilder()
                .units("candidate", 0, 500)
                .units("control", 0, 510)
                .spoke("candidate", 0, 60)
                .spoke("control", 0, 75)
                .build();
        Tally few = new TallyBuilder()
                .units("candidate", 0, 99)
                .units("control", 0, 500)
                .spoke("control", 0, 500)
                .build();
        Tally full = new TallyBuilder()
                .units("candidate", 2, 900)
                .units("control", 2, 900)
                .spoke("control", 2, 900)
                .build();

        assertThat(findings(new Rollouts().metrics("rating"), alike).feedbackShift())
                .isNull();
        assertThat(findings(new Rollouts().metrics("rating"), few).feedbackShift())
                .isNull();
        assertThat(findings(new Rollouts().metrics("rating").state(FULL), full).feedbackShift())
                .isNull();
    }

    /** A property, over seeded figures of every kind. */
    @Test
    void nothingIsEverCrossedOrKeptByFewerThanAHundredUnits() {
        Random random = new Random(6);
        Rollouts rollouts = new Rollouts()
                .guardrail("errors > 5 %", "errors", false, FIVE_PER_CENT)
                .guardrail("errors_rise > 0", "errors", false, new Limit.Margin(0))
                .guardrail("latency > 2x", "latency", false, new Limit.Ratio(2))
                .guardrail("response > 3 s", "response", false, new Limit.Absolute(3))
                .guardrail("rating_drop > 0.3", "rating", true, DROP);
        int few = 0;
        int decided = 0;
        for (int round = 0; round < 5_000; round++) {
            Tally tally = random(random);
            Rollout rollout = rollouts.state(
                            Rollouts.running(random.nextInt(3), Duration.ZERO, false))
                    .rollout();
            for (Findings.Judged judged :
                    FindingsReader.findings(rollout, tally, NOW).guardrails()) {
                switch (judged.verdict()) {
                    case GuardrailVerdict.TooEarly ignored -> few++;
                    case GuardrailVerdict.Open ignored -> {}
                    case GuardrailVerdict.Clear clear -> {
                        decided++;
                        enough(clear.guardrail().limit(), clear.figures());
                    }
                    case GuardrailVerdict.Crossed crossed -> {
                        decided++;
                        enough(crossed.guardrail().limit(), crossed.figures());
                    }
                }
            }
        }
        assertThat(few).isGreaterThan(1_000);
        assertThat(decided).isGreaterThan(1_000);
    }

    private static void enough(Limit limit, GuardrailVerdict.Figures figures) {
        assertThat(figures.candidate().units()).isGreaterThanOrEqualTo(100);
        assertThat(figures.excess().units())
                .isGreaterThanOrEqualTo(limit.needsControl() ? 200 : 100);
        if (limit.needsControl()) {
            assertThat(figures.control().units()).isGreaterThanOrEqualTo(100);
        }
    }

    private static Tally random(Random random) {
        TallyBuilder tally = new TallyBuilder();
        int most = random.nextBoolean() ? 99 : 400;
        for (int stage = 0; stage < 3; stage++) {
            for (String variant : List.of("candidate", "control")) {
                long units = random.nextInt(2, most / (random.nextBoolean() ? 1 : 3));
                tally.rate(variant, stage, "errors", random.nextLong(units + 1), units);
                tally.mean(
                        variant,
                        stage,
                        "latency",
                        units,
                        10 * random.nextDouble(),
                        3 * random.nextDouble());
                tally.mean(
                        variant,
                        stage,
                        "rating",
                        units,
                        1 + 4 * random.nextDouble(),
                        random.nextDouble());
            }
        }
        return tally.build();
    }
}
