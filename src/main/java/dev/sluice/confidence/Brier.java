package dev.sluice.confidence;

/**
 * The Brier score: the mean squared distance between confidence and truth. 0 is perfect; always
 * saying 0.5 gives 0.25.
 */
public final class Brier {
    private Brier() {}

    /** The score of the labels, from 0 to 1; {@link Double#NaN} if there are none. */
    public static double of(Labels labels) {
        double sum = 0;
        for (int i = 0; i < labels.size(); i++) {
            double off = labels.score(i) - (labels.correct(i) ? 1 : 0);
            sum += off * off;
        }
        return sum / labels.size();
    }
}
