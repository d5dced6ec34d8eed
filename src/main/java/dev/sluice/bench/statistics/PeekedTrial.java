package dev.sluice.bench.statistics;

import dev.sluice.experiment.statistics.ConfidenceSequence;
import dev.sluice.experiment.statistics.Estimate;
import dev.sluice.experiment.statistics.RunningMoments;
import dev.sluice.experiment.statistics.Stratum;

import java.util.SplittableRandom;

/**
 * An experiment on a rate where someone looks every 50 users of each variant, from 100 to 2,000,
 * and would stop at the first look that shows the candidate above the control: by a z-test that
 * knows nothing of the other looks, and by a confidence sequence.
 *
 * @param control the true rate
 * @param candidate the true rate
 */
record PeekedTrial(double control, double candidate) implements Trial {
    static final int FIRST_LOOK = 100;
    static final int LOOK_EVERY = 50;
    static final int USERS = 2_000;
    static final double ALPHA = 0.05;
    static final ConfidenceSequence SEQUENCE = new ConfidenceSequence(ALPHA, 2_000);

    /** The normal distribution's quantile of 1 - alpha. */
    private static final double Z = 1.6448536269514722;

    @Override
    public Stops run(SplittableRandom random) {
        RunningMoments controls = new RunningMoments();
        RunningMoments candidates = new RunningMoments();
        int naive = 0;
        int sequential = 0;
        for (int users = 1; users <= USERS; users++) {
            controls.add(random.nextDouble() < control ? 1 : 0);
            candidates.add(random.nextDouble() < candidate ? 1 : 0);
            if (users < FIRST_LOOK || users % LOOK_EVERY != 0) {
                continue;
            }
            Estimate difference =
                    Estimate.difference(new Stratum(candidates.snapshot(), controls.snapshot()));
            if (naive == 0 && difference.value() > Z * Math.sqrt(difference.variance())) {
                naive = users;
            }
            if (sequential == 0 && SEQUENCE.atLeast(difference) > 0) {
                sequential = users;
            }
        }
        return new Stops(naive, sequential);
    }
}
