package dev.sluice.confidence;

import java.util.List;

/**
 * Maps a raw score to the share of right answers among those with that score. Immutable, never
 * decreasing, from 0 to 1; NaN stays NaN.
 */
public sealed interface Calibration {
    /**
     * The calibrated confidence for a raw score, both from 0 to 1; a score outside is clamped to
     * the nearer end.
     */
    double apply(double raw);

    /** The name in files and tables. */
    String label();

    /**
     * Platt scaling: {@code 1 / (1 + exp(-(slope * logit(raw) + intercept)))}.
     *
     * @param slope 0 or more, since a higher score is never worse
     */
    record Platt(double slope, double intercept) implements Calibration {
        public Platt {
            if (!(slope >= 0 && Double.isFinite(slope))) {
                throw new IllegalArgumentException("slope is " + slope + " (expected: 0 or more)");
            }
            if (!Double.isFinite(intercept)) {
                throw new IllegalArgumentException(
                        "intercept is " + intercept + " (expected: a finite number)");
            }
        }

        @Override
        public double apply(double raw) {
            return Logistic.of(slope * Logistic.logit(raw) + intercept);
        }

        @Override
        public String label() {
            return "platt";
        }
    }

    /**
     * Temperature scaling of one score: {@code 1 / (1 + exp(-logit(raw) / temperature))}.
     *
     * @param temperature above 0; above 1 makes the score less sure of itself
     */
    record Temperature(double temperature) implements Calibration {
        public Temperature {
            if (!(temperature > 0 && Double.isFinite(temperature))) {
                throw new IllegalArgumentException(
                        "temperature is " + temperature + " (expected: above 0)");
            }
        }

        @Override
        public double apply(double raw) {
            return Logistic.of(Logistic.logit(raw) / temperature);
        }

        @Override
        public String label() {
            return "temperature";
        }
    }

    /**
     * Isotonic regression: straight lines between non-decreasing points, flat before the first and
     * after the last.
     *
     * @param points at least one, in order of raw score, each score once
     */
    record Isotonic(List<Point> points) implements Calibration {
        public Isotonic {
            points = List.copyOf(points);
            if (points.isEmpty()) {
                throw new IllegalArgumentException("points is empty (expected: at least one)");
            }
            for (int i = 1; i < points.size(); i++) {
                Point before = points.get(i - 1);
                Point here = points.get(i);
                if (here.raw() <= before.raw() || here.confidence() < before.confidence()) {
                    throw new IllegalArgumentException(
                            "points[" + i + "] is [" + here.raw() + ", " + here.confidence()
                                    + "] after [" + before.raw() + ", " + before.confidence()
                                    + "] (expected: a higher raw score, and no lower confidence)");
                }
            }
        }

        @Override
        public double apply(double raw) {
            if (Double.isNaN(raw)) {
                return raw;
            }
            int low = 0;
            int high = points.size() - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (points.get(middle).raw() < raw) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            Point right = points.get(low);
            if (low == 0 || raw >= right.raw()) {
                return right.confidence();
            }
            Point left = points.get(low - 1);
            double share = (raw - left.raw()) / (right.raw() - left.raw());
            return left.confidence() + share * (right.confidence() - left.confidence());
        }

        @Override
        public String label() {
            return "isotonic";
        }
    }

    /** The confidence at one raw score; both from 0 to 1. */
    record Point(double raw, double confidence) {
        public Point {
            if (!(raw >= 0 && raw <= 1) || !(confidence >= 0 && confidence <= 1)) {
                throw new IllegalArgumentException("a point is [" + raw + ", " + confidence
                        + "] (expected: two numbers from 0 to 1)");
            }
        }
    }
}
