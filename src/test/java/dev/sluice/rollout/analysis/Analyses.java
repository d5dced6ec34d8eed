package dev.sluice.rollout.analysis;

import dev.sluice.experiment.statistics.Limit;

import java.time.Duration;
import java.time.Instant;

/** Analyses for tests, all of one moment. */
final class Analyses {
    private static final Instant NOW = Rollouts.START.plus(Duration.ofDays(1));
    static final Limit FIVE_PER_CENT = new Limit.Absolute(0.05);

    private Analyses() {}

    static Tally rates(String metric, long candidate, long control) {
        return new TallyBuilder()
                .rate("candidate", 0, metric, candidate, 1_000)
                .rate("control", 0, metric, control, 1_000)
                .build();
    }

    static CanDetect detectable(Rollouts rollout, Tally tally) {
        return analysis(rollout, tally).detectable().getFirst();
    }

    static Analysis analysis(Rollouts rollout, Tally tally) {
        return Analysis.of(rollout.rollout(), tally, NOW);
    }
}
