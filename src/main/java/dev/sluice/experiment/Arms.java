package dev.sluice.experiment;

import java.util.Arrays;

/**
 * Which variant each bucket of the arm hash belongs to. Immutable.
 *
 * <p>The candidates have equal stretches of the buckets, and each fills its own from the beginning;
 * the control has what is left. So as long as a candidate's weight is within its stretch (10,000 by
 * the number of candidates), a change of one weight is between that candidate and the control
 * alone. What is more than a stretch takes the first buckets that are free. Laid end to end, each
 * change would push on everyone behind it.
 */
final class Arms {
    private final byte[] variantOf = new byte[Bucketer.BUCKETS];

    /**
     * Lays out variants.
     *
     * @param weights in basis points, the control's first, together 10,000
     */
    private Arms(int... weights) {
        int candidates = weights.length - 1;
        int[] left = weights.clone();
        for (int i = 1; i <= candidates; i++) {
            int from = stretch(i - 1, candidates);
            int own = Math.min(weights[i], stretch(i, candidates) - from);
            Arrays.fill(variantOf, from, from + own, (byte) i);
            left[i] -= own;
        }
        int free = 0;
        for (int i = 1; i <= candidates; i++) {
            for (; left[i] > 0; free++) {
                if (variantOf[free] == 0) {
                    variantOf[free] = (byte) i;
                    left[i]--;
                }
            }
        }
    }

    /** The arms of an experiment at its stage. */
    static Arms of(Experiment experiment) {
        return new Arms(experiment.planned());
    }

    private static int stretch(int candidate, int candidates) {
        return candidate * Bucketer.BUCKETS / candidates;
    }

    /** The place of the variant among the experiment's. */
    int at(int bucket) {
        return variantOf[bucket];
    }
}
