package dev.sluice.confidence;

import dev.sluice.confidence.Calibration.Isotonic;
import dev.sluice.confidence.Calibration.Point;

import java.util.ArrayList;
import java.util.List;

/**
 * Fits centred isotonic regression (Oron and Flournoy 2017): neighbours whose shares of right
 * answers fall are pooled into one block with the share of both, and straight lines join the
 * blocks' mean scores. Level blocks would fit as well, but would give many answers the very same
 * confidence, and a threshold could not part them.
 */
public final class IsotonicFit {
    private IsotonicFit() {}

    /** The fit of at least one label. */
    public static Isotonic fit(Labels labels) {
        List<Block> blocks = new ArrayList<>();
        for (int from = 0; from < labels.size(); ) {
            int to = labels.endOfRun(from);
            Block block = new Block(from, to, labels.correct(from, to));
            while (!blocks.isEmpty() && blocks.getLast().isNotBelow(block)) {
                Block before = blocks.removeLast();
                block = new Block(before.from, to, before.correct + block.correct);
            }
            blocks.add(block);
            from = to;
        }
        List<Point> points = new ArrayList<>();
        for (Block block : blocks) {
            points.add(new Point(block.centre(labels), block.share()));
        }
        return new Isotonic(points);
    }

    /** The labels in {@code [from, to)}, so many of them right. */
    private record Block(int from, int to, int correct) {
        double share() {
            return (double) correct / (to - from);
        }

        double centre(Labels labels) {
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += labels.score(i);
            }
            // Rounding must not carry it over to the next block.
            return Math.max(labels.score(from), Math.min(labels.score(to - 1), sum / (to - from)));
        }

        boolean isNotBelow(Block next) {
            // In whole numbers: equal shares must not differ by rounding.
            return (long) correct * (next.to - next.from) >= (long) next.correct * (to - from);
        }
    }
}
