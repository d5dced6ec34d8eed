package dev.sluice.confidence;

import dev.sluice.confidence.Calibration.Isotonic;
import dev.sluice.confidence.Calibration.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits isotonic regression by pooling adjacent violators: neighbours whose shares of right answers fall are one block with
 * the share of both. A block is level from its first to its last score; between blocks goes a straight line.
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
            double first = labels.score(block.from);
            double last = labels.score(block.to - 1);
            points.add(new Point(first, block.share()));
            if (last > first) {
                points.add(new Point(last, block.share()));
            }
        }
        return new Isotonic(points);
    }

    /** The labels in {@code [from, to)}, so many of them right. */
    private record Block(int from, int to, int correct) {
        double share() {
            return (double) correct / (to - from);
        }

        boolean isNotBelow(Block next) {
            // In whole numbers: equal shares must not differ by rounding.
            return (long) correct * (next.to - next.from) >= (long) next.correct * (to - from);
        }
    }
}
