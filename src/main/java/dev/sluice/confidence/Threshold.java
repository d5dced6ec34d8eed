package dev.sluice.confidence;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * A threshold and its effect on some labels: answers below it go to the next rung, the others are
 * accepted.
 *
 * @param value from 0 to 1; 0 accepts everything
 * @param accepted how many of the accepted answers are right
 * @param passedOn how many of all answers are below it
 */
public record Threshold(double value, Share accepted, Share passedOn) {
    /** More digits than anyone writes a threshold with. */
    private static final int DIGITS = 12;

    /** The effect of a threshold on the labels. */
    public static Threshold on(Labels labels, double value) {
        int n = labels.size();
        int below = labels.below(value);
        return new Threshold(
                value, new Share(labels.correct(below, n), n - below), new Share(below, n));
    }

    /**
     * The lowest threshold that reaches a quality: it passes on the fewest answers while the
     * accuracy of the accepted ones is at least {@code quality}, with confidence {@code level} by
     * {@link Share#atLeast}.
     *
     * <p>The bound holds for each threshold by itself. The best of many is a little lucky, so check
     * it on labels that were not used to choose it.
     *
     * @param quality above 0 and below 1
     * @param level above 0 and below 1
     * @return empty if no threshold reaches it
     */
    public static Optional<Threshold> forQuality(Labels labels, double quality, double level) {
        int n = labels.size();
        for (int start = 0; start < n; start = labels.endOfRun(start)) {
            Share accepted = new Share(labels.correct(start, n), n - start);
            // The bound is below the share itself and much more expensive to compute.
            if (accepted.value() >= quality && accepted.atLeast(level) >= quality) {
                return Optional.of(on(labels, between(labels, start)));
            }
        }
        return Optional.empty();
    }

    /**
     * The highest threshold that keeps a fallback rate: it accepts the best answers while passing
     * on no more than this share of the labels.
     *
     * @param labels at least one
     * @param rate from 0 to 1
     */
    public static Threshold forFallbackRate(Labels labels, double rate) {
        int best = 0;
        for (int start = 0; start < labels.size(); start = labels.endOfRun(start)) {
            if (start > rate * labels.size()) {
                break;
            }
            best = start;
        }
        return on(labels, between(labels, best));
    }

    /** The shortest decimal above the score before this place and not above the score at it. */
    private static double between(Labels labels, int place) {
        if (place == 0) {
            return 0;
        }
        double above = labels.score(place - 1);
        double most = labels.score(place);
        for (int digits = 2; digits < DIGITS; digits++) {
            double rounded =
                    BigDecimal.valueOf(most).setScale(digits, RoundingMode.DOWN).doubleValue();
            if (rounded > above) {
                return rounded;
            }
        }
        return most;
    }
}
