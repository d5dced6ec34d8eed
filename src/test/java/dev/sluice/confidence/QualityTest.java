package dev.sluice.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.confidence.Calibration.Platt;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

class QualityTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final Labels FOUR =
            new Labels(new double[] {0.9, 0.1, 0.7, 0.3}, new boolean[] {true, false, true, true});

    @Test
    void expectedCalibrationErrorIsTheMeanDistanceOfTheBins() {
        // Two bins: 0.2 with a half right, 0.8 with all right.
        assertThat(ExpectedCalibrationError.of(FOUR, 1).value()).isCloseTo((0.3 + 0.2) / 2, EXACT);
    }

    @Test
    void expectedCalibrationErrorKeepsEqualConfidencesTogether() {
        double[] scores = IntStream.range(0, 100).mapToDouble(i -> 0.6).toArray();
        boolean[] correct = new boolean[100];
        java.util.Arrays.fill(correct, 0, 70, true);

        // In bins of their own the first would have been all wrong, and the error 0.54.
        assertThat(ExpectedCalibrationError.of(new Labels(scores, correct), 1).value())
                .isCloseTo(0.1, EXACT);
    }

    @Test
    void expectedCalibrationErrorClosesABinWhereItsMassIsReached() {
        // Three bins of two: 0.1 with one right of two, 0.5 with none, 0.9 with one.
        assertThat(error(
                        new double[] {0.1, 0.1, 0.5, 0.5, 0.9, 0.9},
                        new boolean[] {true, false, false, false, true, false}))
                .isCloseTo((0.8 + 1.0 + 0.8) / 6, EXACT);
        // Three equal ones fill the first bin and a half of the second, which one more completes.
        assertThat(error(
                        new double[] {0.1, 0.1, 0.1, 0.5, 0.9, 0.9},
                        new boolean[] {true, false, false, false, true, false}))
                .isCloseTo((0.7 + 0.5 + 0.8) / 6, EXACT);
    }

    private static double error(double[] scores, boolean[] correct) {
        return ExpectedCalibrationError.of(new Labels(scores, correct), 1).value();
    }

    @Test
    void expectedCalibrationErrorHasTheIntervalOfItsResamples() {
        // Of four answers with 0.5 none to four are right: 0, 0.25 or 0.5 off, 0.5 once in eight.
        assertThat(ExpectedCalibrationError.of(
                        new Labels(
                                new double[] {0.5, 0.5, 0.5, 0.5},
                                new boolean[] {true, true, false, false}),
                        1))
                .isEqualTo(new ExpectedCalibrationError(0, 0, 0.5));
        // Drawn once, the lower pair shares a bin with the upper one, and half of it cancels.
        assertThat(ExpectedCalibrationError.of(
                        new Labels(
                                new double[] {0.25, 0.25, 0.75, 0.75},
                                new boolean[] {true, true, false, false}),
                        1))
                .isEqualTo(new ExpectedCalibrationError(0.75, 0.375, 0.75));
        double[] scores = new double[100];
        boolean[] correct = new boolean[100];
        java.util.Arrays.fill(scores, 0.5);
        java.util.Arrays.fill(correct, 0, 50, true);
        // 2.1 % of resamples are off by 0.12 or more, 3.5 % by 0.11.
        assertThat(ExpectedCalibrationError.of(new Labels(scores, correct), 1).high())
                .isBetween(0.1, 0.121);
    }

    @Test
    void labelsDoNotDependOnTheirOrder() {
        Labels labels = new Labels(
                new double[] {0.5, 0.5, 0.2, 0.5}, new boolean[] {true, false, true, false});

        assertThat(IntStream.range(0, 4).mapToObj(labels::correct))
                .containsExactly(true, false, false, true);
        assertThat(labels.correct(1, 4)).isEqualTo(1);
    }

    @Test
    void expectedCalibrationErrorHasTheSameIntervalForTheSameSeed() {
        Labels labels = CalibrationTest.drawn(2_000, new Platt(1, 1));
        ExpectedCalibrationError error = ExpectedCalibrationError.of(labels, 42);

        assertThat(error).isEqualTo(ExpectedCalibrationError.of(labels, 42));
        assertThat(error.low()).isLessThanOrEqualTo(error.value());
        assertThat(error.high()).isGreaterThan(error.value()).isLessThan(error.value() + 0.05);
        // The mean distance between x and e x / (1 + (e - 1) x) over 0..1 is 0.1720.
        assertThat(error.low()).isLessThan(0.172);
        assertThat(error.high()).isGreaterThan(0.172);
    }

    @Test
    void expectedCalibrationErrorGoesAwayWithTheRightCalibration() {
        Platt truth = new Platt(0.5, -1);
        Labels labels = CalibrationTest.drawn(20_000, truth);

        assertThat(ExpectedCalibrationError.of(labels, 1).value()).isGreaterThan(0.15);
        assertThat(ExpectedCalibrationError.of(labels.calibrated(truth), 1).value())
                .isLessThan(0.012);
    }

    @Test
    void theNumberOfBinsGrowsWithTheLabels() {
        assertThat(IntStream.of(1, 2, 4, 19, 20, 1_499, 1_500, 100_000)
                        .map(ExpectedCalibrationError::bins))
                .containsExactly(1, 1, 2, 9, 10, 10, 15, 15);
    }

    @Test
    void brierIsTheMeanSquaredDistance() {
        assertThat(Brier.of(FOUR)).isCloseTo((0.01 + 0.49 + 0.09 + 0.01) / 4, EXACT);
    }

    @Test
    void riskCoverageAcceptsTheSurestFirst() {
        RiskCoverage curve = RiskCoverage.of(new Labels(
                new double[] {0.6, 0.7, 0.8, 0.9}, new boolean[] {false, true, false, true}));

        assertThat(curve.points())
                .containsExactly(
                        new RiskCoverage.Point(0.9, 0.25, 0, new Share(1, 1)),
                        new RiskCoverage.Point(0.8, 0.5, 0.5, new Share(1, 2)),
                        new RiskCoverage.Point(0.7, 0.75, 1 - 2 / 3.0, new Share(2, 3)),
                        new RiskCoverage.Point(0.6, 1, 0.5, new Share(2, 4)));
        assertThat(curve.area()).isCloseTo((0 + 1 / 2.0 + 1 / 3.0 + 1 / 2.0) / 4, EXACT);
    }

    @Test
    void riskCoverageDoesNotDependOnTheOrderOfEqualScores() {
        RiskCoverage curve = RiskCoverage.of(new Labels(
                new double[] {0.5, 0.5, 0.5, 0.5}, new boolean[] {true, false, true, false}));

        assertThat(curve.points())
                .containsExactly(new RiskCoverage.Point(0.5, 1, 0.5, new Share(2, 4)));
        assertThat(curve.area()).isCloseTo(0.5, EXACT);
    }

    @Test
    void sharesHaveTheBoundsOfClopperAndPearson() {
        assertThat(new Share(0, 10).atLeast(0.95)).isZero();
        assertThat(new Share(0, 10).atMost(0.95)).isCloseTo(1 - Math.pow(0.05, 0.1), within(1e-9));
        assertThat(new Share(10, 10).atLeast(0.95)).isCloseTo(Math.pow(0.05, 0.1), within(1e-9));
        assertThat(new Share(10, 10).atMost(0.95)).isEqualTo(1);
        // R: binom.test(90, 100)$conf.int, whose two sides leave 2.5 % each.
        assertThat(new Share(90, 100).atLeast(0.975)).isCloseTo(0.8237774, within(1e-6));
        assertThat(new Share(90, 100).atMost(0.975)).isCloseTo(0.9509953, within(1e-6));
        assertThat(new Share(0, 0).atLeast(0.95)).isZero();
        assertThat(new Share(0, 0).atMost(0.95)).isEqualTo(1);
    }
}
