package dev.sluice.bench.statistics;

import dev.sluice.experiment.statistics.SampleRatio;

import java.util.List;
import java.util.SplittableRandom;

/**
 * An enrolment that goes as planned, half and half, whose sample ratio is looked at every 100 units
 * up to 4,000.
 */
record EnrolmentTrial() implements Trial {
    private static final List<Integer> HALVES = List.of(5_000, 5_000);
    private static final int UNITS = 2 * PeekedTrial.USERS;
    private static final int LOOK_EVERY = 2 * PeekedTrial.LOOK_EVERY;

    @Override
    public Stops run(SplittableRandom random) {
        long candidates = 0;
        for (int units = 1; units <= UNITS; units++) {
            candidates += random.nextBoolean() ? 1 : 0;
            if (units % LOOK_EVERY == 0
                    && SampleRatio.of(List.of(candidates, units - candidates), HALVES)
                            .isBroken()) {
                return new Stops(0, units / 2);
            }
        }
        return new Stops(0, 0);
    }
}
