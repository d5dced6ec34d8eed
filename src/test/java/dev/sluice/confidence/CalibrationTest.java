package dev.sluice.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.confidence.Calibration.Isotonic;
import dev.sluice.confidence.Calibration.Platt;
import dev.sluice.confidence.Calibration.Point;
import dev.sluice.confidence.Calibration.Temperature;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.SplittableRandom;

class CalibrationTest {
    private static final Offset<Double> CLOSE = within(1e-7);

    /** Of four answers with 0.2 one is right, of four with 0.8 three are. */
    private static final Labels QUARTERS = new Labels(
            new double[] {0.2, 0.2, 0.2, 0.2, 0.8, 0.8, 0.8, 0.8},
            new boolean[] {true, false, false, false, true, true, true, false});

    @Test
    void plattMeetsTheSmoothedTargets() {
        // Targets 5/6 and 1/6: means 1/3 and 2/3, whose logits -ln 2 and ln 2 are half of -ln 4 and
        // ln 4.
        Platt fit = PlattFit.fit(QUARTERS);

        assertThat(fit.slope()).isCloseTo(0.5, CLOSE);
        assertThat(fit.intercept()).isCloseTo(0, CLOSE);
        assertThat(fit.apply(0.2)).isCloseTo(1 / 3.0, CLOSE);
        assertThat(fit.apply(0.8)).isCloseTo(2 / 3.0, CLOSE);
    }

    @Test
    void plattStaysFiniteWhereAScoreTellsRightFromWrongWithoutError() {
        // Right 3/4, wrong 1/4 by the targets of two labels each.
        Platt fit = PlattFit.fit(
                new Labels(new double[] {0, 0, 1, 1}, new boolean[] {false, false, true, true}));

        assertThat(fit.apply(0)).isCloseTo(0.25, CLOSE);
        assertThat(fit.apply(1)).isCloseTo(0.75, CLOSE);
    }

    @Test
    void plattIsLevelWhereHigherScoresAreWorse() {
        Platt fit = PlattFit.fit(new Labels(
                new double[] {0.1, 0.2, 0.8, 0.9}, new boolean[] {true, true, true, false}));

        assertThat(fit.slope()).isZero();
        // (3 * 4/5 + 1/3) / 4
        assertThat(fit.apply(0.5)).isCloseTo((3 * 0.8 + 1 / 3.0) / 4, CLOSE);
    }

    @Test
    void plattFindsTheLineThatLabelsWereDrawnFrom() {
        Labels labels = drawn(200_000, new Platt(0.6, -0.9));
        Platt fit = PlattFit.fit(labels);

        assertThat(fit.slope()).isCloseTo(0.6, within(0.02));
        assertThat(fit.intercept()).isCloseTo(-0.9, within(0.02));
    }

    /**
     * Where the loss is least its gradient is 0: the residuals add up to nothing, by themselves and
     * times the logit. A level line is the best one where the loss would grow with the slope.
     */
    @Test
    void plattIsTheBestLineForAnyLabels() {
        SplittableRandom random = new SplittableRandom(12);
        double[] odd = {0, 1, 0.5, 1e-9, 1 - 1e-9, 1e-4, 0.999};
        int rising = 0;
        for (int run = 0; run < 400; run++) {
            int n = random.nextInt(2, 40);
            double[] scores = new double[n];
            boolean[] correct = new boolean[n];
            for (int i = 0; i < n; i++) {
                scores[i] = random.nextInt(3) == 0
                        ? odd[random.nextInt(odd.length)]
                        : Math.pow(random.nextDouble(), 1 + random.nextInt(9));
                correct[i] = random.nextInt(4) == 0
                        ? random.nextBoolean()
                        : random.nextDouble() < scores[i];
            }
            Labels labels = new Labels(scores, correct);
            Platt fit = PlattFit.fit(labels);
            double right = labels.correct(0, n);
            double residuals = 0;
            double byLogit = 0;
            for (int i = 0; i < n; i++) {
                double target = labels.correct(i) ? (right + 1) / (right + 2) : 1 / (n - right + 2);
                double residual = fit.apply(labels.score(i)) - target;
                residuals += residual;
                byLogit += residual * Logistic.logit(labels.score(i));
            }
            assertThat(residuals).as("run %d", run).isCloseTo(0, within(1e-5));
            if (fit.slope() > 0) {
                rising++;
                assertThat(byLogit).as("run %d", run).isCloseTo(0, within(1e-4));
            } else {
                assertThat(byLogit).as("run %d", run).isGreaterThanOrEqualTo(-1e-4);
            }
        }
        assertThat(rising).isBetween(200, 399);
    }

    @Test
    void thereIsNoFitOfNothing() {
        Labels none = new Labels(new double[0], new boolean[0]);

        assertThatThrownBy(() -> PlattFit.fit(none))
                .hasMessage("there are no labels (expected: at least one)");
        assertThatThrownBy(() -> TemperatureFit.fit(none))
                .hasMessage("there are no labels (expected: at least one)");
    }

    @Test
    void temperatureMeetsTheShareOfRightAnswers() {
        // 1 / (1 + exp(-ln 4 / t)) = 3/4 where ln 4 / t = ln 3.
        Temperature fit = TemperatureFit.fit(QUARTERS);

        assertThat(fit.temperature()).isCloseTo(Math.log(4) / Math.log(3), CLOSE);
        assertThat(fit.apply(0.8)).isCloseTo(0.75, CLOSE);
        assertThat(fit.apply(0.5)).isEqualTo(0.5);
    }

    @Test
    void temperatureEndsWhereNoneIsTheBest() {
        Labels right = new Labels(new double[] {0.51, 0.52}, new boolean[] {true, true});
        Labels wrong = new Labels(new double[] {0.51, 0.52}, new boolean[] {false, false});

        assertThat(TemperatureFit.fit(right).temperature()).isCloseTo(0.01, CLOSE);
        assertThat(TemperatureFit.fit(wrong).temperature()).isCloseTo(100, within(1e-3));
    }

    @Test
    void isotonicPoolsNeighboursThatFall() {
        Isotonic fit = IsotonicFit.fit(new Labels(
                new double[] {0.4, 0.2, 0.1, 0.3}, new boolean[] {true, false, true, false}));

        // 0.1, 0.2 and 0.3 are one block around 0.2.
        assertThat(fit.points()).hasSize(2);
        assertThat(fit.points().getFirst().raw()).isCloseTo(0.2, CLOSE);
        assertThat(fit.points().getFirst().confidence()).isEqualTo(1 / 3.0);
        assertThat(fit.points().getLast()).isEqualTo(new Point(0.4, 1));
        assertThat(fit.apply(0)).isEqualTo(1 / 3.0);
        assertThat(fit.apply(0.1)).isEqualTo(1 / 3.0);
        assertThat(fit.apply(0.3)).isCloseTo(2 / 3.0, CLOSE);
        assertThat(fit.apply(0.4)).isEqualTo(1);
        assertThat(fit.apply(1)).isEqualTo(1);
    }

    @Test
    void isotonicPoolsWhatIsLevelAroundItsMean() {
        Isotonic fit = IsotonicFit.fit(new Labels(
                new double[] {0.1, 0.3, 0.3, 0.5, 0.5},
                new boolean[] {false, true, false, true, false}));

        assertThat(fit.points()).hasSize(2);
        assertThat(fit.points().getFirst()).isEqualTo(new Point(0.1, 0));
        assertThat(fit.points().getLast().raw()).isCloseTo(0.4, CLOSE);
        assertThat(fit.points().getLast().confidence()).isEqualTo(0.5);
    }

    @Test
    void isotonicMayBeLevelAndIsALineBetweenItsPoints() {
        Isotonic steps = new Isotonic(
                List.of(new Point(0.2, 0.3), new Point(0.4, 0.3), new Point(0.6, 0.9)));

        assertThat(steps.apply(0.3)).isEqualTo(0.3);
        assertThat(steps.apply(0.45)).isCloseTo(0.45, CLOSE);
        assertThat(steps.apply(0.6)).isEqualTo(0.9);
    }

    @Test
    void temperatureIsTheBestOfAnyLabels() {
        SplittableRandom random = new SplittableRandom(8);
        for (int run = 0; run < 50; run++) {
            double[] scores = random.doubles(30).toArray();
            boolean[] correct = new boolean[scores.length];
            for (int i = 0; i < scores.length; i++) {
                correct[i] = random.nextDouble() < (scores[i] + 0.5) / 2;
            }
            Temperature fit = TemperatureFit.fit(new Labels(scores, correct));
            double slope = 0;
            for (int i = 0; i < scores.length; i++) {
                slope += (fit.apply(scores[i]) - (correct[i] ? 1 : 0)) * Logistic.logit(scores[i]);
            }
            if (fit.temperature() > 0.02 && fit.temperature() < 99) {
                assertThat(slope).as("run %d", run).isCloseTo(0, CLOSE);
            }
        }
    }

    @Test
    void hasANameForFilesAndTheCommandLine() {
        for (CalibrationMethod method : CalibrationMethod.values()) {
            assertThat(method.fit(QUARTERS).label()).isEqualTo(method.label());
        }
        assertThat(CalibrationMethod.PLATT.label()).isEqualTo("platt");
        assertThat(CalibrationMethod.ISOTONIC.label()).isEqualTo("isotonic");
        assertThat(CalibrationMethod.TEMPERATURE.label()).isEqualTo("temperature");
    }

    @Test
    void isotonicTakesEqualScoresTogether() {
        Isotonic fit = IsotonicFit.fit(QUARTERS);

        assertThat(fit.points()).containsExactly(new Point(0.2, 0.25), new Point(0.8, 0.75));
        assertThat(fit.apply(0.5)).isCloseTo(0.5, CLOSE);
    }

    @Test
    void isotonicOfASingleScoreIsItsShare() {
        Isotonic fit =
                IsotonicFit.fit(new Labels(new double[] {0.7, 0.7}, new boolean[] {true, false}));

        assertThat(fit.points()).containsExactly(new Point(0.7, 0.5));
        assertThat(fit.apply(0)).isEqualTo(0.5);
        assertThat(fit.apply(1)).isEqualTo(0.5);
    }

    @ParameterizedTest
    @EnumSource
    void neverFallsAndStaysBetweenZeroAndOne(CalibrationMethod method) {
        SplittableRandom random = new SplittableRandom(3);
        for (int run = 0; run < 100; run++) {
            int n = random.nextInt(1, 200);
            double[] scores =
                    random.doubles(n).map(s -> Math.round(s * 20) / 20.0).toArray();
            boolean[] correct = new boolean[n];
            for (int i = 0; i < n; i++) {
                correct[i] = random.nextDouble() < scores[i] * scores[i];
            }
            Calibration fit = method.fit(new Labels(scores, correct));
            double before = 0;
            for (double raw = -0.1; raw < 1.1; raw += 0.01) {
                double confidence = fit.apply(raw);
                assertThat(confidence).isBetween(before, 1.0);
                before = confidence;
            }
            assertThat(fit.apply(Double.NaN)).isNaN();
        }
    }

    @Test
    void theNumberOfLabelsDecidesOnTheMethod() {
        assertThat(CalibrationMethod.forLabels(999)).isEqualTo(CalibrationMethod.PLATT);
        assertThat(CalibrationMethod.forLabels(1_000)).isEqualTo(CalibrationMethod.ISOTONIC);
    }

    @Test
    void refusesWhatIsNoCalibration() {
        assertThatThrownBy(() -> new Platt(-1, 0))
                .hasMessage("slope is -1.0 (expected: 0 or more)");
        assertThatThrownBy(() -> new Platt(1, Double.NaN))
                .hasMessage("intercept is NaN (expected: a finite number)");
        assertThatThrownBy(() -> new Temperature(0))
                .hasMessage("temperature is 0.0 (expected: above 0)");
        assertThatThrownBy(() -> new Isotonic(List.of()))
                .hasMessage("points is empty (expected: at least one)");
        assertThatThrownBy(() -> new Point(0.5, 1.5))
                .hasMessage("a point is [0.5, 1.5] (expected: two numbers from 0 to 1)");
        assertThatThrownBy(() -> new Isotonic(List.of(new Point(0.5, 0.5), new Point(0.5, 0.6))))
                .hasMessage("points[1] is [0.5, 0.6] after [0.5, 0.5]"
                        + " (expected: a higher raw score, and no lower confidence)");
        assertThatThrownBy(() -> new Isotonic(List.of(new Point(0.5, 0.5), new Point(0.6, 0.4))))
                .hasMessage("points[1] is [0.6, 0.4] after [0.5, 0.5]"
                        + " (expected: a higher raw score, and no lower confidence)");
    }

    static Labels drawn(int n, Calibration truth) {
        SplittableRandom random = new SplittableRandom(5);
        double[] scores = random.doubles(n).toArray();
        boolean[] correct = new boolean[n];
        for (int i = 0; i < n; i++) {
            correct[i] = random.nextDouble() < truth.apply(scores[i]);
        }
        return new Labels(scores, correct);
    }
}
