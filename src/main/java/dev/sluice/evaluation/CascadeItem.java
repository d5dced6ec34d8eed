package dev.sluice.evaluation;

/**
 * One item that a weak and a strong model have both answered.
 *
 * @param score how sure the weak answer is; items with the lowest go to the strong model first
 * @param weakCorrect whether the weak model is right
 * @param strongCorrect whether the strong model is right
 */
public record CascadeItem(double score, boolean weakCorrect, boolean strongCorrect) {
    public CascadeItem {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("score is NaN (expected: a number)");
        }
    }

    /** What asking the strong model changes: 1, 0 or -1 right answers. */
    int gain() {
        return (strongCorrect ? 1 : 0) - (weakCorrect ? 1 : 0);
    }
}
