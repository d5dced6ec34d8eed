package dev.sluice.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.confidence.Labels;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

class LabelPartsTest {
    @Test
    void eachLabelIsInOnePartAndThePartsAreAsLarge() {
        LabelParts parts = LabelParts.of(labels(100), 7);

        assertThat(List.of(
                        parts.fit().size(),
                        parts.choose().size(),
                        parts.confirm().size()))
                .containsExactly(34, 33, 33);
        assertThat(sorted(parts.fit(), parts.choose(), parts.confirm()))
                .isEqualTo(sorted(labels(100)));
        assertThat(sorted(parts.rest())).isEqualTo(sorted(parts.choose(), parts.confirm()));
    }

    @Test
    void aLabelKeepsWhetherItWasRight() {
        Labels fit = LabelParts.of(labels(100), 7).fit();

        assertThat(IntStream.range(0, fit.size()))
                .allSatisfy(i -> assertThat(fit.correct(i)).isEqualTo(isRight(fit.score(i))));
    }

    @Test
    void thePartsAreTheSameForTheSameSeedAndOthersForAnother() {
        double[] fit = scores(LabelParts.of(labels(100), 7).fit());

        assertThat(scores(LabelParts.of(labels(100), 7).fit())).isEqualTo(fit);
        assertThat(scores(LabelParts.of(labels(100), 8).fit())).isNotEqualTo(fit);
    }

    /** Over many seeds every label is fitted to a third of the time, the first and the last too. */
    @Test
    void everyLabelIsAsLikelyInEachPart() {
        int[] fitted = new int[30];
        for (int seed = 0; seed < 3_000; seed++) {
            Labels fit = LabelParts.of(labels(30), seed).fit();
            for (int i = 0; i < fit.size(); i++) {
                fitted[(int) Math.round(fit.score(i) * 1_000)]++;
            }
        }

        // 1,000, give or take five standard deviations.
        assertThat(Arrays.stream(fitted)).allSatisfy(it -> assertThat(it).isBetween(870, 1_130));
    }

    private static Labels labels(int n) {
        double[] scores = IntStream.range(0, n).mapToDouble(i -> i / 1_000.0).toArray();
        boolean[] correct = new boolean[n];
        for (int i = 0; i < n; i++) {
            correct[i] = isRight(scores[i]);
        }
        return new Labels(scores, correct);
    }

    private static boolean isRight(double score) {
        return Math.round(score * 1_000) % 7 < 3;
    }

    private static double[] scores(Labels labels) {
        return IntStream.range(0, labels.size()).mapToDouble(labels::score).toArray();
    }

    private static double[] sorted(Labels... parts) {
        return Arrays.stream(parts)
                .flatMapToDouble(it -> DoubleStream.of(scores(it)))
                .sorted()
                .toArray();
    }
}
