package dev.sluice.evaluation;

/**
 * An item that both a weak and a strong model have answered.
 *
 * @param score how sure the weak answer is; items with the lowest score go to the strong model
 *     first
 * @param weakCorrect whether the weak model is right
 * @param strongCorrect whether the strong model is right
 */
public record CascadeItem(double score, boolean weakCorrect, boolean strongCorrect) {
    public CascadeItem {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("score is NaN (expected: a number)");
        }
    }

    /** How many more answers are right if the strong model is asked: 1, 0 or -1. */
    int gain() {
        return (strongCorrect ? 1 : 0) - (weakCorrect ? 1 : 0);
    }
}
