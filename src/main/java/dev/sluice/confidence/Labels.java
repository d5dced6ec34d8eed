package dev.sluice.confidence;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Scores, and whether the answers with those scores were right, sorted by score. Immutable; results
 * do not depend on the order in which the labels arrived.
 */
public final class Labels {
    private final double[] scores;
    private final boolean[] correct;
    /** How many of the labels before each place are correct. */
    private final int[] correctBefore;

    /**
     * Takes labels in any order.
     *
     * @param scores from 0 to 1
     * @param correct one for each score
     */
    public Labels(double[] scores, boolean[] correct) {
        if (scores.length != correct.length) {
            throw new IllegalArgumentException(correct.length + " labels for " + scores.length
                    + " scores (expected: as many)");
        }
        for (double score : scores) {
            if (!(score >= 0 && score <= 1)) {
                throw new IllegalArgumentException(
                        "a score is " + score + " (expected: from 0 to 1)");
            }
        }
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> scores[i])
                        .thenComparing(i -> correct[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        this.scores = new double[order.length];
        this.correct = new boolean[order.length];
        this.correctBefore = new int[order.length + 1];
        for (int i = 0; i < order.length; i++) {
            this.scores[i] = scores[order[i]];
            this.correct[i] = correct[order[i]];
            correctBefore[i + 1] = correctBefore[i] + (this.correct[i] ? 1 : 0);
        }
    }

    /** The number of labels. */
    public int size() {
        return scores.length;
    }

    /** The score at a place, the lowest first. */
    public double score(int place) {
        return scores[place];
    }

    /** Whether the answer at a place was right. */
    public boolean correct(int place) {
        return correct[place];
    }

    /** How many of the answers in {@code [from, to)} were right. */
    public int correct(int from, int to) {
        return correctBefore[to] - correctBefore[from];
    }

    /** How many labels have a lower score, which is also the place of the first that does not. */
    public int below(double score) {
        int place = Arrays.binarySearch(scores, score);
        if (place < 0) {
            return -place - 1;
        }
        while (place > 0 && scores[place - 1] == score) {
            place--;
        }
        return place;
    }

    /** Where the run of equal scores that begins at this place ends. */
    public int endOfRun(int place) {
        int end = place + 1;
        while (end < scores.length && scores[end] == scores[place]) {
            end++;
        }
        return end;
    }

    /** The same labels with calibrated scores. */
    public Labels calibrated(Calibration calibration) {
        return new Labels(Arrays.stream(scores).map(calibration::apply).toArray(), correct);
    }
}
