package dev.sluice.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;

class TokenScoresTest {
    private static final Offset<Double> EXACT = within(1e-12);

    @Test
    void meanIsTheGeometricMeanOfTheProbabilities() {
        TokenScores scores = of(TokenScore.MEAN, 0.5, 0.25, 0.125);

        assertThat(scores.score()).isCloseTo(0.25, EXACT); // (1/64)^(1/3)
        assertThat(scores.tokens()).isEqualTo(3);
    }

    @Test
    void minimumIsTheSmallestProbability() {
        assertThat(of(TokenScore.MINIMUM, 0.9, 0.3, 0.7).score()).isCloseTo(0.3, EXACT);
    }

    @Test
    void quantileLiesBetweenTheTwoTokensAroundIt() {
        // Place 0.1 * 2 = 0.2 from below: 1/3 + 0.2 * (2/3 - 1/3).
        assertThat(of(TokenScore.QUANTILE, 1, 1 / 3.0, 2 / 3.0).score()).isCloseTo(0.4, EXACT);
        assertThat(of(TokenScore.QUANTILE, 1, 1, 1).score()).isEqualTo(1);
        assertThat(of(TokenScore.QUANTILE, 1).score()).isEqualTo(1);
    }

    @Test
    void quantileOfManyTokensIsOffByHalfAStepAtMost() {
        SplittableRandom random = new SplittableRandom(7);
        for (int n = 1; n <= 400; n++) {
            double[] probabilities =
                    random.doubles(n).map(p -> Math.max(1e-9, p * p)).toArray();
            double score = of(TokenScore.QUANTILE, probabilities).score();
            Arrays.sort(probabilities);
            double place = 0.1 * (n - 1);
            double low = probabilities[(int) place];
            double high = probabilities[Math.min(n - 1, (int) place + 1)];
            assertThat(score)
                    .isCloseTo(
                            low + (place - (int) place) * (high - low), within(1 / 2046.0 + 1e-12));
        }
    }

    @Test
    void marginIsTheMeanDistanceToTheSecondChoice() {
        TokenScores scores = new TokenScores(TokenScore.MARGIN);
        token(scores, 0.7, 0.2, 0.7, 0.1);
        token(scores, 0.3, 0.6, 0.3);
        assertThat(scores.score()).isCloseTo((0.5 + 0.3) / 2, EXACT);

        // A token without alternatives says nothing of them.
        token(scores, 0.9);
        assertThat(scores.score()).isCloseTo((0.5 + 0.3) / 2, EXACT);
        assertThat(scores.tokens()).isEqualTo(3);
    }

    @Test
    void marginTakesASecondChoiceThatIsNotToldForAsLikelyAsItCanBe() {
        TokenScores sure = new TokenScores(TokenScore.MARGIN);
        token(sure, 0.8, 0.8);
        assertThat(sure.score()).isCloseTo(0.6, EXACT);

        TokenScores unsure = new TokenScores(TokenScore.MARGIN);
        token(unsure, 0.4, 0.4);
        assertThat(unsure.score()).isZero();
    }

    @Test
    void entropyCountsWhatTheAlternativesLeaveAsOneMore() {
        TokenScores scores = new TokenScores(TokenScore.ENTROPY);
        token(scores, 0.5, 0.5, 0.25);
        // Three of 1/2, 1/4, 1/4: 1.5 ln 2 of at most ln 3.
        assertThat(scores.score()).isCloseTo(1 - 1.5 * Math.log(2) / Math.log(3), EXACT);

        token(scores, 1, 1);
        assertThat(scores.score()).isCloseTo(1 - 0.75 * Math.log(2) / Math.log(3), EXACT);
    }

    @Test
    void entropyIsNothingWhereEverythingIsAsLikelyAndWholeWhereOneIsCertain() {
        TokenScores uniform = new TokenScores(TokenScore.ENTROPY);
        token(uniform, 0.25, 0.25, 0.25, 0.25);
        assertThat(uniform.score()).isCloseTo(0, EXACT);

        TokenScores certain = new TokenScores(TokenScore.ENTROPY);
        token(certain, 1, 1);
        assertThat(certain.score()).isEqualTo(1);
    }

    @Test
    void entropyScalesDownWhatExceedsOneByRounding() {
        TokenScores scores = new TokenScores(TokenScore.ENTROPY);
        token(scores, 0.6, 0.6, 0.6);
        assertThat(scores.score()).isCloseTo(1 - Math.log(2) / Math.log(3), EXACT);
    }

    @ParameterizedTest
    @EnumSource
    void thereIsNoScoreOfNothing(TokenScore of) {
        TokenScores scores = new TokenScores(of);
        assertThat(scores.score()).isNaN();

        scores.alternative(-0.1);
        scores.token(Double.NaN);
        scores.alternative(-0.1);
        scores.alternative(-2);

        assertThat(scores.score()).isNaN();
        assertThat(scores.tokens()).isZero();
    }

    @Test
    void aScoreOfAlternativesIsNoneWithoutThem() {
        TokenScores scores = of(TokenScore.MARGIN, 0.5, 0.5);
        assertThat(scores.score()).isNaN();
        assertThat(scores.tokens()).isEqualTo(2);
    }

    @Test
    void whatMeansHardlyEverCountsAsTheFloor() {
        for (double never :
                new double[] {-9999, Double.NEGATIVE_INFINITY, -1e300, TokenScores.FLOOR}) {
            TokenScores mean = new TokenScores(TokenScore.MEAN);
            mean.token(0);
            mean.token(never);
            assertThat(mean.score()).isCloseTo(Math.sqrt(1e-9), within(1e-15));

            TokenScores minimum = new TokenScores(TokenScore.MINIMUM);
            minimum.token(never);
            assertThat(minimum.score()).isCloseTo(1e-9, within(1e-15));
        }
    }

    @Test
    void aLogarithmAboveZeroIsARoundingError() {
        for (TokenScore of : TokenScore.values()) {
            TokenScores scores = new TokenScores(of);
            scores.token(1e-6);
            scores.alternative(Double.POSITIVE_INFINITY);
            assertThat(scores.score()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void staysBetweenZeroAndOneWhateverComes(TokenScore of) {
        SplittableRandom random = new SplittableRandom(11);
        double[] odd = {
            Double.NaN,
            0,
            -0.0,
            5,
            -9999,
            -1e-320,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY
        };
        for (int run = 0; run < 2_000; run++) {
            TokenScores scores = new TokenScores(of);
            for (int i = random.nextInt(20); i >= 0; i--) {
                double logprob = random.nextInt(4) == 0
                        ? odd[random.nextInt(odd.length)]
                        : -random.nextDouble() * 8;
                if (random.nextBoolean()) {
                    scores.token(logprob);
                } else {
                    scores.alternative(logprob);
                }
                double score = scores.score();
                assertThat(Double.isNaN(score) || (score >= 0 && score <= 1))
                        .as("%s", score)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void allocatesNothingPerToken(TokenScore of) {
        TokenScores scores = new TokenScores(of);
        feed(scores, 20_000);

        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        feed(scores, 20_000);
        long after = threads.getCurrentThreadAllocatedBytes();

        // What looking costs; one byte a token would be 20,000.
        assertThat(after - before).isLessThan(2_000);
        assertThat(scores.score()).isBetween(0.0, 1.0);
    }

    private static void feed(TokenScores scores, int tokens) {
        for (int i = 0; i < tokens; i++) {
            scores.token(-0.1 * (i % 7));
            scores.alternative(-0.1 * (i % 7));
            scores.alternative(-3);
        }
    }

    private static TokenScores of(TokenScore of, double... probabilities) {
        TokenScores scores = new TokenScores(of);
        for (double p : probabilities) {
            scores.token(Math.log(p));
        }
        return scores;
    }

    private static void token(TokenScores scores, double probability, double... alternatives) {
        scores.token(Math.log(probability));
        for (double p : alternatives) {
            scores.alternative(Math.log(p));
        }
    }
}
