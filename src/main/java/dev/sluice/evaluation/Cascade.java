package dev.sluice.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A weak and a strong model on the same items, and how accurate different ways of choosing between
 * them are when a share of the items may go to the strong one. Expectations are exact: nothing is
 * drawn at random. Immutable.
 */
public final class Cascade {
    private final PairedCounts counts;
    /**
     * Expected right answers when the first n items, by rising score, go to the strong model;
     * averaged over equal scores.
     */
    private final double[] byScore;

    private final double[] scores;

    /** @param items at least one */
    public Cascade(List<CascadeItem> items) {
        if (items.isEmpty()) {
            throw new IllegalArgumentException("there are no items (expected: at least one)");
        }
        counts = PairedCounts.of(items);
        List<CascadeItem> sorted = new ArrayList<>(items);
        sorted.sort(Comparator.comparingDouble(CascadeItem::score));
        scores = sorted.stream().mapToDouble(CascadeItem::score).toArray();
        byScore = new double[scores.length + 1];
        byScore[0] = counts.both() + counts.onlyWeak();
        for (int from = 0; from < scores.length; ) {
            int to = from;
            int gain = 0;
            while (to < scores.length && scores[to] == scores[from]) {
                gain += sorted.get(to++).gain();
            }
            for (int i = from + 1; i <= to; i++) {
                byScore[i] = byScore[from] + (double) gain * (i - from) / (to - from);
            }
            from = to;
        }
    }

    /** How often each model was right. */
    public PairedCounts counts() {
        return counts;
    }

    /**
     * The accuracy when items are sent to the strong model at random.
     *
     * @param share of the items, from 0 to 1
     */
    public double random(double share) {
        return counts.weakAccuracy()
                + share(share) * (counts.strongAccuracy() - counts.weakAccuracy());
    }

    /**
     * The accuracy when the items with the lowest scores are sent to the strong model, averaged
     * over equal scores.
     *
     * @param share of the items, from 0 to 1
     */
    public double byScore(double share) {
        double place = share(share) * scores.length;
        int below = Math.min((int) place, scores.length - 1);
        return (byScore[below] + (place - below) * (byScore[below + 1] - byScore[below]))
                / scores.length;
    }

    /**
     * The accuracy when only the items that the strong model alone gets right are sent to it, up to
     * the share: the best that any router can reach.
     *
     * @param share of the items that may be sent, from 0 to 1
     */
    public double oracle(double share) {
        return counts.weakAccuracy()
                + Math.min(share(share), (double) counts.onlyStrong() / counts.items());
    }

    /**
     * The cost and quality of each threshold; items below it go to the strong model. One option for
     * each score that occurs, and one that sends everything.
     *
     * @param weakCost of one weak answer, which every item needs
     * @param strongCost of one strong answer, in the same unit
     */
    public List<Option> thresholds(double weakCost, double strongCost) {
        List<Option> options = new ArrayList<>();
        for (int i = 0; i <= scores.length; i++) {
            if (i == 0 || i == scores.length || scores[i] != scores[i - 1]) {
                double threshold = i == scores.length ? Double.POSITIVE_INFINITY : scores[i];
                double share = (double) i / scores.length;
                options.add(new Option(
                        threshold, weakCost + share * strongCost, byScore[i] / scores.length));
            }
        }
        return options;
    }

    private static double share(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share is " + share + " (expected: from 0 to 1)");
        }
        return share;
    }
}
