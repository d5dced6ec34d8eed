package dev.sluice.confidence;

import dev.sluice.confidence.Calibration.Platt;

/**
 * Fits Platt scaling by Newton's method with step halving (Lin, Lin and Weng 2007), on Platt's
 * smoothed targets: {@code (n+ + 1) / (n+ + 2)} for a right answer and {@code 1 / (n- + 2)} for a
 * wrong one, so the slope stays finite even when the score separates right from wrong without
 * error.
 */
public final class PlattFit {
    private static final int STEPS_MAX = 100;
    private static final double SMALL = 1e-10;

    private PlattFit() {}

    /**
     * Fits at least one label. If right answers have the lower scores the slope is 0: the score
     * then says nothing, and the confidence is the share of right answers.
     */
    public static Platt fit(Labels labels) {
        int n = labels.size();
        if (n == 0) {
            throw new IllegalArgumentException("there are no labels (expected: at least one)");
        }
        double right = labels.correct(0, n);
        double high = (right + 1) / (right + 2);
        double low = 1 / (n - right + 2);
        double[] logits = new double[n];
        double[] targets = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            logits[i] = Logistic.logit(labels.score(i));
            targets[i] = labels.correct(i) ? high : low;
            mean += targets[i] / n;
        }
        Platt level = new Platt(0, Logistic.logit(mean));
        double[] line = newton(logits, targets, level.intercept());
        return line[0] > 0 ? new Platt(line[0], line[1]) : level;
    }

    /** Slope and intercept of the least negative log-likelihood. */
    private static double[] newton(double[] logits, double[] targets, double intercept) {
        double a = 0;
        double b = intercept;
        double loss = loss(logits, targets, a, b);
        for (int step = 0; step < STEPS_MAX; step++) {
            // A little on the diagonal keeps the matrix invertible when all scores are equal.
            double haa = 1e-9;
            double hbb = 1e-9;
            double hab = 0;
            double ga = 0;
            double gb = 0;
            for (int i = 0; i < logits.length; i++) {
                double p = Logistic.of(a * logits[i] + b);
                double weight = p * (1 - p);
                double off = p - targets[i];
                haa += weight * logits[i] * logits[i];
                hab += weight * logits[i];
                hbb += weight;
                ga += off * logits[i];
                gb += off;
            }
            double determinant = haa * hbb - hab * hab;
            if (Math.abs(ga) + Math.abs(gb) < SMALL * logits.length || !(determinant > 0)) {
                break;
            }
            double da = (hab * gb - hbb * ga) / determinant;
            double db = (hab * ga - haa * gb) / determinant;
            double size = 1;
            double next = loss(logits, targets, a + da, b + db);
            while (!(next < loss) && size > SMALL) {
                size /= 2;
                next = loss(logits, targets, a + size * da, b + size * db);
            }
            if (!(next < loss)) {
                break;
            }
            a += size * da;
            b += size * db;
            loss = next;
        }
        return new double[] {a, b};
    }

    private static double loss(double[] logits, double[] targets, double a, double b) {
        double loss = 0;
        for (int i = 0; i < logits.length; i++) {
            double x = a * logits[i] + b;
            loss += Logistic.softplus(x) - targets[i] * x;
        }
        return loss;
    }
}
