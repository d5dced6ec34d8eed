package dev.sluice.confidence;

import dev.sluice.confidence.Calibration.Temperature;

/**
 * Fits temperature scaling: the temperature from 0.01 to 100 with the least negative
 * log-likelihood. The likelihood is convex in the inverse temperature, so bisection finds where its
 * slope is 0.
 */
public final class TemperatureFit {
    private static final double SMALLEST = 0.01;
    private static final double LARGEST = 100;
    /** More halvings than a double has bits. */
    private static final int HALVINGS = 80;

    private TemperatureFit() {}

    /**
     * Fits at least one label. If all answers are right, or all are wrong, the result is one end of
     * the range.
     */
    public static Temperature fit(Labels labels) {
        if (labels.size() == 0) {
            throw new IllegalArgumentException("there are no labels (expected: at least one)");
        }
        double low = 1 / LARGEST;
        double high = 1 / SMALLEST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (slope(labels, middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new Temperature(2 / (low + high));
    }

    private static double slope(Labels labels, double inverse) {
        double slope = 0;
        for (int i = 0; i < labels.size(); i++) {
            double logit = Logistic.logit(labels.score(i));
            slope += (Logistic.of(inverse * logit) - (labels.correct(i) ? 1 : 0)) * logit;
        }
        return slope;
    }
}
