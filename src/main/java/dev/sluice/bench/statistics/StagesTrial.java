package dev.sluice.bench.statistics;

import dev.sluice.experiment.statistics.Estimate;
import dev.sluice.experiment.statistics.RunningMoments;
import dev.sluice.experiment.statistics.Stratum;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A candidate that is as good as the control through two stages, where everybody fails more often
 * in the second (10 %, then 30 %) and the candidate has three quarters of the users there instead
 * of a half. The naive way compares all units at once, by the same confidence sequence; the
 * sequential way compares within each stage and pools.
 */
record StagesTrial() implements Trial {
    private static final int UNITS = 2 * PeekedTrial.USERS;
    private static final int FIRST_LOOK = 4 * PeekedTrial.FIRST_LOOK;
    private static final int LOOK_EVERY = 2 * PeekedTrial.LOOK_EVERY;

    @Override
    public Stops run(SplittableRandom random) {
        Pair first = new Pair(new RunningMoments(), new RunningMoments());
        Pair second = new Pair(new RunningMoments(), new RunningMoments());
        int naive = 0;
        int sequential = 0;
        for (int units = 1; units <= UNITS; units++) {
            boolean early = units <= UNITS / 2;
            double value = random.nextDouble() < (early ? 0.1 : 0.3) ? 1 : 0;
            (early ? first : second).add(random.nextDouble() < (early ? 0.5 : 0.75), value);
            if (units < FIRST_LOOK || units % LOOK_EVERY != 0) {
                continue;
            }
            Stratum one = first.stratum();
            Stratum two = second.stratum();
            Estimate all = Estimate.difference(new Stratum(
                    one.candidate().merge(two.candidate()), one.control().merge(two.control())));
            if (naive == 0 && PeekedTrial.SEQUENCE.atLeast(all) > 0) {
                naive = units / 2;
            }
            boolean both = two.candidate().units() >= PeekedTrial.FIRST_LOOK
                    && two.control().units() >= PeekedTrial.FIRST_LOOK;
            Estimate pooled = both
                    ? Estimate.pooled(List.of(Estimate.difference(one), Estimate.difference(two)))
                    : Estimate.difference(one);
            if (sequential == 0 && PeekedTrial.SEQUENCE.atLeast(pooled) > 0) {
                sequential = units / 2;
            }
        }
        return new Stops(naive, sequential);
    }

    private record Pair(RunningMoments candidate, RunningMoments control) {
        void add(boolean toCandidate, double value) {
            (toCandidate ? candidate : control).add(value);
        }

        Stratum stratum() {
            return new Stratum(candidate.snapshot(), control.snapshot());
        }
    }
}
