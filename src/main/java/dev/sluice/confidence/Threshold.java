package dev.sluice.confidence;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * A threshold and what it comes to on some labels: answers below it go to the next rung, the others
 * are accepted.
 *
 * @param value from 0 to 1; 0 accepts everything
 * @param accepted how many of the accepted answers are right
 * @param passedOn how many of all answers are below it
 */
public record Threshold(double value, Share accepted, Share passedOn) {
    /** More digits than a threshold is ever written with. */
    private static final int DIGITS = 12;

    /** What this threshold comes to on the labels. */
    public static Threshold on(Labels labels, double value) {
        int n = labels.size();
        int below = labels.below(value);
        return new Threshold(
                value, new Share(labels.correct(below, n), n - below), new Share(below, n));
    }

    /**
     * The lowest threshold for a wanted quality: the one that passes on the fewest answers among
     * those where the accuracy of the accepted ones is at least {@code quality}, with confidence
     * {@code level} by {@link Share#atLeast}.
     *
     * <p>The bound holds for each threshold by itself. The best of many is a little lucky, so look
     * at it again on labels that had no part in choosing it.
     *
     * @param quality above 0 and below 1
     * @param level above 0 and below 1
     * @return empty when no threshold reaches it
     */
    public static Optional<Threshold> forQuality(Labels labels, double quality, double level) {
        int n = labels.size();
        for (int start = 0; start < n; start = labels.endOfRun(start)) {
            Share accepted = new Share(labels.correct(start, n), n - start);
            // The bound is below the share itself, and much dearer to find.
            if (accepted.value() >= quality && accepted.atLeast(level) >= quality) {
                return Optional.of(on(labels, between(labels, start)));
            }
        }
        return Optional.empty();
    }

    /**
     * The highest threshold for a wanted fallback rate: the one with the best answers among those
     * that pass on no more than this share of the labels.
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

    /**
     * The shortest decimal that is above the score before this place and not above the one in it.
     */
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
