package dev.sluice.confidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The risk-coverage curve: if only the surest answers are accepted, what share is accepted
 * (coverage) and what share of those is wrong (risk). Answers with the same confidence are accepted
 * together.
 *
 * @param points by rising coverage; the last accepts everything
 * @param area under the curve (AURC): the mean risk over coverages 1/n to n/n, averaged over all
 *     orders of answers with the same confidence. The lower it is, the better the scores tell right
 *     from wrong; {@link Double#NaN} without labels
 */
public record RiskCoverage(List<Point> points, double area) {
    public RiskCoverage {
        points = List.copyOf(points);
    }

    /** The curve of labels. */
    public static RiskCoverage of(Labels labels) {
        int n = labels.size();
        List<Point> points = new ArrayList<>();
        double area = 0;
        int end = n;
        while (end > 0) {
            int start = labels.below(labels.score(end - 1));
            int wrongBefore = n - end - labels.correct(end, n);
            int wrong = end - start - labels.correct(start, end);
            for (int i = 1; i <= end - start; i++) {
                area += (wrongBefore + (double) wrong * i / (end - start)) / (n - end + i);
            }
            Share accepted = new Share(labels.correct(start, n), n - start);
            points.add(new Point(
                    labels.score(start), (double) (n - start) / n, 1 - accepted.value(), accepted));
            end = start;
        }
        return new RiskCoverage(Collections.unmodifiableList(points), area / n);
    }

    /**
     * What happens if answers are accepted from a confidence on.
     *
     * @param confidence the lowest confidence accepted
     * @param coverage the share of answers accepted
     * @param risk the share of accepted answers that are wrong
     * @param accepted how many of the accepted are right
     */
    public record Point(double confidence, double coverage, double risk, Share accepted) {}
}
