package dev.sluice.experiment.statistics;

/**
 * A metric that rolls the candidate back when it is worse than allowed.
 *
 * @param metric its name, for people
 * @param subject what is measured, as a sentence about figures begins: {@code rated}
 * @param unit the unit of its values
 * @param lowerIsWorse true for ratings, for example; for errors and times higher is worse
 * @param limit how bad it may be
 * @param range the difference between the largest and the smallest value of a unit: 1 for rates, 4
 *     for ratings from 1 to 5, infinite for times
 */
public record Guardrail(
        String metric, String subject, Unit unit, boolean lowerIsWorse, Limit limit, double range) {
    /** How values are written. */
    public enum Unit {
        /** A rate from 0 to 1, written in per cent. */
        SHARE,
        SECONDS,
        /** A plain number, such as a rating. */
        NUMBER;

        /** A value, worded for a sentence. */
        public String value(double value) {
            return Words.value(this, value);
        }

        /** A difference of values, worded for a sentence; a difference of shares is in points. */
        public String distance(double value) {
            return Words.distance(this, value);
        }
    }

    public Guardrail {
        if (metric.isBlank()) {
            throw new IllegalArgumentException("metric is blank (expected: a name)");
        }
        if (subject.isBlank()) {
            throw new IllegalArgumentException(
                    "subject of " + metric + " is blank (expected: a name)");
        }
        if (!(range > 0)) {
            throw new IllegalArgumentException(
                    "range of " + metric + " is " + range + " (expected: above 0, or infinite)");
        }
    }

    /** For a rate that is worse the higher it is, such as errors or fallbacks. */
    public static Guardrail ofRate(String metric, Limit limit) {
        return new Guardrail(metric, metric, Unit.SHARE, false, limit, 1);
    }

    /** For ratings between two bounds, worse the lower they are. */
    public static Guardrail ofRating(String metric, Limit limit, double lowest, double highest) {
        return new Guardrail(metric, "rated", Unit.NUMBER, true, limit, highest - lowest);
    }

    /** For times in seconds. */
    public static Guardrail ofSeconds(String metric, Limit limit) {
        return new Guardrail(metric, metric, Unit.SECONDS, false, limit, Double.POSITIVE_INFINITY);
    }

    /** How bad it may be, worded for a sentence: {@code at most 5 %}. */
    public String allowed() {
        return Words.allowed(this);
    }
}
