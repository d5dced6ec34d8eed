package dev.sluice.experiment.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

class MomentsTest {
    @Test
    void addsUpOneUnitAfterTheOther() {
        RunningMoments running = new RunningMoments();
        for (double value : new double[] {2, 4, 4, 4, 5, 5, 7, 9}) {
            running.add(value);
        }

        assertThat(running.snapshot().units()).isEqualTo(8);
        assertThat(running.snapshot().mean()).isCloseTo(5, within(1e-15));
        assertThat(running.snapshot().squares()).isCloseTo(32, within(1e-13));
        assertThat(running.snapshot().variance()).isCloseTo(4, within(1e-14));
    }

    @Test
    void aSnapshotDoesNotChange() {
        RunningMoments running = new RunningMoments();
        running.add(1);
        Moments before = running.snapshot();
        running.add(3);

        assertThat(before).isEqualTo(new Moments(1, 1, 0));
        assertThat(running.snapshot()).isEqualTo(new Moments(2, 2, 2));
    }

    @Test
    void partsMergeToTheWholeHoweverTheyAreCut() {
        SplittableRandom random = new SplittableRandom(6);
        for (int round = 0; round < 500; round++) {
            // A large mean beside a small spread is where sums of squares lose everything.
            double level = random.nextBoolean() ? 1e6 : 0;
            RunningMoments whole = new RunningMoments();
            Moments merged = Moments.NONE;
            for (int part = random.nextInt(6); part >= 0; part--) {
                RunningMoments running = new RunningMoments();
                for (int i = random.nextInt(40); i > 0; i--) {
                    double value = level + random.nextDouble();
                    whole.add(value);
                    running.add(value);
                }
                merged = random.nextBoolean()
                        ? merged.merge(running.snapshot())
                        : running.snapshot().merge(merged);
            }

            assertThat(merged.units()).isEqualTo(whole.snapshot().units());
            assertThat(merged.mean()).isCloseTo(whole.snapshot().mean(), within(1e-8));
            assertThat(merged.squares()).isCloseTo(whole.snapshot().squares(), within(1e-6));
        }
    }

    @Test
    void aRateIsTheMeanOfZerosAndOnes() {
        RunningMoments running = new RunningMoments();
        for (int i = 0; i < 10; i++) {
            running.add(i < 3 ? 1 : 0);
        }

        assertThat(Moments.ofRate(3, 10).mean()).isEqualTo(0.3);
        assertThat(Moments.ofRate(3, 10).variance()).isCloseTo(0.21, within(1e-15));
        assertThat(running.snapshot().mean()).isCloseTo(0.3, within(1e-15));
        assertThat(running.snapshot().squares())
                .isCloseTo(Moments.ofRate(3, 10).squares(), within(1e-14));
        assertThat(Moments.ofRate(0, 0)).isEqualTo(Moments.NONE);
    }

    @Test
    void noErrorsSoFarIsNotNoErrorsForCertain() {
        // As if the next unit were an error: 1 of 100 has 0.01 * 0.99.
        assertThat(Moments.ofRate(0, 99).withinRange(1).variance())
                .isCloseTo(0.0099, within(1e-15));
        assertThat(Moments.ofRate(99, 99).withinRange(1).variance())
                .isCloseTo(0.0099, within(1e-15));
        assertThat(Moments.ofRate(0, 99).withinRange(4).variance())
                .isCloseTo(16 * 0.0099, within(1e-15));
        assertThat(Moments.ofRate(0, 2).withinRange(1).variance())
                .isCloseTo(2 / 9.0, within(1e-15));
        assertThat(Moments.ofRate(1, 1).withinRange(1)).isEqualTo(Moments.ofRate(1, 1));
        assertThat(Moments.ofRate(30, 100).withinRange(1)).isEqualTo(Moments.ofRate(30, 100));
        assertThat(Moments.ofRate(0, 99).withinRange(Double.POSITIVE_INFINITY))
                .isEqualTo(Moments.ofRate(0, 99));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new Moments(-1, 0, 0))
                .hasMessage("units is -1 (expected: 0 or more)");
        assertThatThrownBy(() -> new Moments(0, 2, 0))
                .hasMessage("mean of 0 units is 2.0 (expected: a finite number, and 0 of none)");
        assertThatThrownBy(() -> new Moments(1, 2, 3))
                .hasMessage("squares of 1 units is 3.0 (expected: 0 or more, finite, and 0 of less "
                        + "than two)");
        assertThatThrownBy(() -> new Moments(2, Double.NaN, 0))
                .hasMessage("mean of 2 units is NaN (expected: a finite number, and 0 of none)");
        assertThatThrownBy(() -> new Moments(2, 2, -1))
                .hasMessage("squares of 2 units is -1.0 (expected: 0 or more, finite, and 0 of "
                        + "less than two)");
        assertThatThrownBy(() -> Moments.ofRate(-1, 2))
                .hasMessage("-1 hits of 2 (expected: 0 to 2)");
        assertThatThrownBy(() -> Moments.ofRate(3, 2)).hasMessage("3 hits of 2 (expected: 0 to 2)");
        assertThatThrownBy(() -> new RunningMoments().add(Double.NaN))
                .hasMessage("value is NaN (expected: a finite number)");
    }
}
