package dev.sluice.evaluation;

import dev.sluice.confidence.Labels;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Labels in three random parts of equal size: what is chosen on one part must be tested on another.
 *
 * @param fit for fitting a calibration
 * @param choose for choosing a threshold
 * @param confirm for testing both
 * @param rest the labels of {@code choose} and {@code confirm} together
 */
record LabelParts(Labels fit, Labels choose, Labels confirm, Labels rest) {
    /** Divides labels into parts; the same seed gives the same parts. */
    static LabelParts of(Labels labels, long seed) {
        int[] order = IntStream.range(0, labels.size()).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int moved = order[i];
            order[i] = order[other];
            order[other] = moved;
        }
        return new LabelParts(
                part(labels, order, i -> i % 3 == 0),
                part(labels, order, i -> i % 3 == 1),
                part(labels, order, i -> i % 3 == 2),
                part(labels, order, i -> i % 3 != 0));
    }

    private static Labels part(Labels labels, int[] order, IntPredicate belongs) {
        int[] places = IntStream.range(0, order.length)
                .filter(belongs)
                .map(i -> order[i])
                .toArray();
        boolean[] correct = new boolean[places.length];
        for (int i = 0; i < places.length; i++) {
            correct[i] = labels.correct(places[i]);
        }
        return new Labels(Arrays.stream(places).mapToDouble(labels::score).toArray(), correct);
    }
}
