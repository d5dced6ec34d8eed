package dev.sluice.rollout.analysis;

import static dev.sluice.rollout.analysis.Analyses.FIVE_PER_CENT;
import static dev.sluice.rollout.analysis.Analyses.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.statistics.Limit;

import org.junit.jupiter.api.Test;

/** What people are told. */
class AnalysisTest {
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
}
