package dev.sluice.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.statistics.GuardrailVerdict;
import dev.sluice.experiment.statistics.Limit;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.State;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Findings for tests, all of one moment. */
final class FindingsKit {
    static final Instant NOW = Rollouts.START.plus(Duration.ofDays(2));
    static final Limit FIVE_PER_CENT = new Limit.Absolute(0.05);
    static final Limit DROP = new Limit.Margin(0.3);
    static final State FULL = Rollouts.running(2, Duration.ZERO, false);

    private FindingsKit() {}

    static GuardrailVerdict only(Rollouts rollout, Tally tally) {
        List<Findings.Judged> all = findings(rollout, tally).guardrails();
        assertThat(all).hasSize(1);
        return all.getFirst().verdict();
    }

    static Findings findings(Rollouts rollout, Tally tally) {
        return FindingsReader.findings(rollout.rollout(), tally, NOW);
    }
}
