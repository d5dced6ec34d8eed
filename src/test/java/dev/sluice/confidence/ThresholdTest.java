package dev.sluice.confidence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

class ThresholdTest {
    /** 100 answers with 0.123 of which a half is right, then 100 with 0.876 of which 98 are. */
    private static final Labels TWO_KINDS = twoKinds(50, 98);

    @Test
    void takesTheLowestThresholdWhoseLowerBoundReachesTheQuality() {
        // 98 of 100: at least 0.9385 with 95 % confidence.
        Threshold threshold = Threshold.forQuality(TWO_KINDS, 0.93, 0.95).orElseThrow();

        assertThat(threshold)
                .isEqualTo(new Threshold(0.87, new Share(98, 100), new Share(100, 200)));
        assertThat(threshold.accepted().atLeast(0.95)).isBetween(0.938, 0.939);
    }

    @Test
    void saysThatNoThresholdReachesTheQuality() {
        assertThat(Threshold.forQuality(TWO_KINDS, 0.94, 0.95)).isEmpty();
        assertThat(Threshold.forQuality(TWO_KINDS, 0.93, 0.99)).isEmpty();
        assertThat(Threshold.forQuality(new Labels(new double[0], new boolean[0]), 0.5, 0.95))
                .isEmpty();
    }

    @Test
    void acceptsEverythingWhereThatIsGoodEnough() {
        assertThat(Threshold.forQuality(TWO_KINDS, 0.6, 0.95))
                .contains(new Threshold(0, new Share(148, 200), new Share(0, 200)));
    }

    @Test
    void aFewRightAnswersProveNothing() {
        Labels few = new Labels(new double[] {0.7, 0.8, 0.9}, new boolean[] {true, true, true});

        assertThat(Threshold.forQuality(few, 0.9, 0.95)).isEmpty();
    }

    @Test
    void takesTheHighestThresholdWithinTheFallbackRate() {
        assertThat(Threshold.forFallbackRate(TWO_KINDS, 0.5))
                .isEqualTo(new Threshold(0.87, new Share(98, 100), new Share(100, 200)));
        // The next threshold would pass on a half.
        assertThat(Threshold.forFallbackRate(TWO_KINDS, 0.49))
                .isEqualTo(new Threshold(0, new Share(148, 200), new Share(0, 200)));
    }

    @Test
    void isTheShortestNumberThatPartsTheScores() {
        Labels near = new Labels(new double[] {0.80001, 0.80004}, new boolean[] {false, true});

        assertThat(Threshold.forFallbackRate(near, 0.5).value()).isEqualTo(0.80004);
        assertThat(Threshold.forFallbackRate(near, 0.5).passedOn()).isEqualTo(new Share(1, 2));
    }

    @Test
    void isAboveTheScoreBeforeItAndNotAboveItsOwn() {
        Labels twoDigits = new Labels(new double[] {0.12, 0.1251}, new boolean[] {false, true});
        double next = Math.nextUp(0.5);
        Labels neighbours = new Labels(new double[] {0.5, next}, new boolean[] {false, true});

        assertThat(Threshold.forFallbackRate(twoDigits, 0.5).value()).isEqualTo(0.125);
        assertThat(Threshold.forFallbackRate(neighbours, 0.5).value()).isEqualTo(next);
    }

    @Test
    void atAnyFallbackRateTheSurestAreAccepted() {
        assertThat(Threshold.forFallbackRate(TWO_KINDS, 1).accepted())
                .isEqualTo(new Share(98, 100));
        assertThat(Threshold.forFallbackRate(TWO_KINDS, 0).passedOn()).isEqualTo(new Share(0, 200));
    }

    @Test
    void aBoundThatIsJustTheQualityIsEnough() {
        double bound = new Share(98, 100).atLeast(0.95);

        assertThat(Threshold.forQuality(TWO_KINDS, bound, 0.95)).isPresent();
        assertThat(Threshold.forQuality(TWO_KINDS, Math.nextUp(bound), 0.95)).isEmpty();
    }

    @Test
    void passesOnWhatIsBelowAndAcceptsWhatIsEqual() {
        assertThat(Threshold.on(TWO_KINDS, 0.876).passedOn()).isEqualTo(new Share(100, 200));
        assertThat(Threshold.on(TWO_KINDS, Math.nextUp(0.876)).passedOn())
                .isEqualTo(new Share(200, 200));
        assertThat(Threshold.on(TWO_KINDS, 0.123).passedOn()).isEqualTo(new Share(0, 200));
    }

    @Test
    void rarelyPromisesMoreThanIsTrue() {
        // Confidences that are true as they are: the accuracy from a threshold on is known.
        int broken = 0;
        int found = 0;
        for (int seed = 0; seed < 400; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] scores = random.doubles(400).toArray();
            boolean[] correct = new boolean[scores.length];
            for (int i = 0; i < scores.length; i++) {
                correct[i] = random.nextDouble() < scores[i];
            }
            var threshold = Threshold.forQuality(new Labels(scores, correct), 0.8, 0.95);
            if (threshold.isPresent()) {
                found++;
                broken += (1 + threshold.get().value()) / 2 < 0.8 ? 1 : 0;
            }
        }
        // The best of many thresholds is a little lucky: 5.5 % instead of 5, which is why it is
        // confirmed.
        assertThat(found).isEqualTo(398);
        assertThat(broken).isEqualTo(22);
    }

    private static Labels twoKinds(int lowCorrect, int highCorrect) {
        double[] scores = new double[200];
        boolean[] correct = new boolean[200];
        for (int i = 0; i < 100; i++) {
            scores[i] = 0.123;
            correct[i] = i < lowCorrect;
            scores[100 + i] = 0.876;
            correct[100 + i] = i < highCorrect;
        }
        return new Labels(scores, correct);
    }
}
