package dev.sluice.confidence;

/** The logistic function and its inverse, held away from infinity. */
final class Logistic {
    /**
     * Scores nearer to 0 or 1 are moved to this distance, because their logit would be infinite.
     */
    static final double NEAREST = 1e-9;

    private Logistic() {}

    static double of(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    static double logit(double p) {
        double inside = Math.min(1 - NEAREST, Math.max(NEAREST, p));
        return Math.log(inside / (1 - inside));
    }

    /** {@code log(1 + exp(x))} without overflow. */
    static double softplus(double x) {
        return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
