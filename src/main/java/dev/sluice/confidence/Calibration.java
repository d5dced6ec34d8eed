package dev.sluice.confidence;

/** Turns a raw score into the share of answers with that score that are right. Immutable, rising, from 0 to 1. */
public sealed interface Calibration {
    /** The calibrated confidence for a raw score; both from 0 to 1. */
    double apply(double raw);

    /** Platt scaling: {@code 1 / (1 + exp(-(slope * logit(raw) + intercept)))}. */
    record Platt(double slope, double intercept) implements Calibration {
        @Override
        public double apply(double raw) {
            double p = Math.min(1 - 1e-9, Math.max(1e-9, raw));
            return 1 / (1 + Math.exp(-(slope * Math.log(p / (1 - p)) + intercept)));
        }
    }
}
