package dev.sluice.confidence;

import dev.sluice.confidence.Calibration.Isotonic;
import dev.sluice.confidence.Calibration.Point;

import java.util.ArrayList;
import java.util.List;

/**
 * Fits centred isotonic regression (Oron and Flournoy 2017). Neighbouring blocks whose shares of
 * right answers decrease are pooled into one, and straight lines join the blocks' mean scores. Flat
 * blocks would fit as well, but would give many answers exactly the same confidence, and no
 * threshold could separate them.
 */
public final class IsotonicFit {
    private IsotonicFit() {}

    /** Fits at least one label. */
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

    /** The labels in {@code [from, to)} and how many of them are right. */
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
