package dev.sluice.bench.statistics;

import java.util.SplittableRandom;

/** One simulated experiment, looked at again and again. */
@FunctionalInterface
interface Trial {
    Stops run(SplittableRandom random);

    /**
     * At which look it was stopped first, in users of each variant; 0 if never.
     *
     * @param naive by a test that knows nothing of the other looks
     * @param sequential by the statistics that Sluice uses
     */
    record Stops(int naive, int sequential) {}
}
