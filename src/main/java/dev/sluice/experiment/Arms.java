package dev.sluice.experiment;

import java.util.Arrays;

/**
 * Maps each bucket of the arm hash to a variant. Immutable.
 *
 * <p>Each candidate has an equal range of buckets and fills its own from the start; the control has
 * the rest. So while a candidate's weight fits its range (10,000 divided by the number of
 * candidates), changing it moves units only between that candidate and the control. A larger weight
 * takes the first free buckets. If the variants were laid end to end, each change would shift every
 * variant behind it.
 */
final class Arms {
    private final byte[] variantOf = new byte[Bucketer.BUCKETS];

    /**
     * Lays out variants.
     *
     * @param weights in basis points, the control's first, adding up to 10,000
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

    /** The arms of an experiment at its current stage. */
    static Arms of(Experiment experiment) {
        return new Arms(experiment.planned());
    }

    private static int stretch(int candidate, int candidates) {
        return candidate * Bucketer.BUCKETS / candidates;
    }

    /** The index of the bucket's variant in the experiment. */
    int at(int bucket) {
        return variantOf[bucket];
    }
}
