package dev.sluice.confidence;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The expected calibration error. Labels are sorted by confidence into bins of equal size; the
 * error is the mean distance between a bin's mean confidence and its share of right answers. Equal
 * confidences stay in one bin.
 *
 * @param value of the labels; from 0 to 1
 * @param low lower end of the interval that holds 95 % of the resampled values, at most the value
 *     itself: resampling adds noise, and noise only ever raises this error
 * @param high its upper end, at least the value itself
 */
public record ExpectedCalibrationError(double value, double low, double high) {
    private static final int RESAMPLES = 1_000;
    private static final double TAIL = 0.025;

    /**
     * The error with its bootstrap interval. The same seed gives the same interval.
     *
     * @param labels at least one
     */
    public static ExpectedCalibrationError of(Labels labels, long seed) {
        int n = labels.size();
        int bins = bins(n);
        int[] weights = new int[n];
        Arrays.fill(weights, 1);
        double value = value(labels, weights, bins);
        SplittableRandom random = new SplittableRandom(seed);
        double[] resampled = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            Arrays.fill(weights, 0);
            for (int j = 0; j < n; j++) {
                weights[random.nextInt(n)]++;
            }
            resampled[i] = value(labels, weights, bins);
        }
        Arrays.sort(resampled);
        double low = resampled[(int) (TAIL * RESAMPLES)];
        double high = resampled[RESAMPLES - 1 - (int) (TAIL * RESAMPLES)];
        return new ExpectedCalibrationError(value, Math.min(low, value), Math.max(high, value));
    }

    /**
     * 15 bins, or 10 if 15 bins would hold fewer than a hundred labels each; at least two labels in
     * each bin.
     */
    static int bins(int labels) {
        return Math.max(1, Math.min(labels >= 1_500 ? 15 : 10, labels / 2));
    }

    /** The error when each label counts as often as its weight says. */
    private static double value(Labels labels, int[] weights, int bins) {
        int n = labels.size();
        double sum = 0;
        double inBin = 0;
        double confidence = 0;
        double right = 0;
        double seen = 0;
        int closed = 0;
        for (int i = 0; i < n; i++) {
            inBin += weights[i];
            confidence += weights[i] * labels.score(i);
            right += labels.correct(i) ? weights[i] : 0;
            boolean run = i + 1 < n && labels.score(i + 1) == labels.score(i);
            if (!run && (seen + inBin) * bins >= (closed + 1.0) * n) {
                sum += Math.abs(confidence - right);
                seen += inBin;
                closed = (int) (seen * bins / n);
                inBin = 0;
                confidence = 0;
                right = 0;
            }
        }
        return (sum + Math.abs(confidence - right)) / n;
    }
}
