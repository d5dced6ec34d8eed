package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.LongStream;

class StatisticsTest {
    @Test
    void medianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Spread.of(List.of(9.0, 1.0, 5.0))).isEqualTo(new Spread(5, 1, 9));
    }

    @Test
    void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Spread.of(List.of(8.0, 1.0, 2.0, 4.0))).isEqualTo(new Spread(3, 1, 8));
    }

    @Test
    void nothingHasNoSpread() {
        assertThatThrownBy(() -> Spread.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no values (expected: one or more)");
    }

    @Test
    void percentilesAreValuesThatWereMeasured() {
        Timings samples = new Timings();
        LongStream.rangeClosed(1, 200).map(it -> 201 - it).forEach(samples::add);

        assertThat(samples.percentile(50)).isEqualTo(100);
        assertThat(samples.percentile(99)).isEqualTo(198);
        assertThat(samples.percentile(100)).isEqualTo(200);
        assertThat(samples.percentile(0)).isEqualTo(1);
    }

    @Test
    void percentilesOfOneValueAreThatValue() {
        Timings samples = new Timings();
        samples.add(7);

        assertThat(List.of(samples.percentile(1), samples.percentile(50), samples.percentile(99)))
                .containsExactly(7L, 7L, 7L);
    }

    @Test
    void keepsMoreSamplesThanItBeganWith() {
        Timings samples = new Timings();
        LongStream.range(0, 10_000).forEach(samples::add);

        assertThat(samples.size()).isEqualTo(10_000);
        assertThat(samples.percentile(100)).isEqualTo(9_999);
    }

    @Test
    void comparesRepetitionWithRepetition() {
        // Given: a machine that gets slower in the middle, for both
        Measurement figure = new Measurement("p50", "µs", Measurement.Comparison.DIFFERENCE);
        List.of(10.0, 100.0, 20.0).forEach(value -> figure.add(Target.DIRECT, value));
        List.of(15.0, 106.0, 27.0).forEach(value -> figure.add(Target.GATEWAY, value));

        // Then: what is added is the median of 5, 6 and 7, not the difference of the medians 27 and
        // 20
        assertThat(figure.compared(Target.GATEWAY, Target.DIRECT)).contains(new Spread(6, 5, 7));
        assertThat(figure.spread(Target.GATEWAY)).contains(new Spread(27, 15, 106));
    }

    @Test
    void aRatioIsThePartOfTheDirectCall() {
        Measurement figure = new Measurement("answers", "1/s", Measurement.Comparison.RATIO);
        figure.add(Target.DIRECT, 200);
        figure.add(Target.GATEWAY, 50);

        assertThat(figure.compared(Target.GATEWAY, Target.DIRECT))
                .contains(new Spread(0.25, 0.25, 0.25));
    }

    @Test
    void comparesNothingWithoutADirectValue() {
        Measurement figure = new Measurement("answers", "1/s", Measurement.Comparison.RATIO);
        figure.add(Target.GATEWAY, 50);

        assertThat(figure.compared(Target.GATEWAY, Target.DIRECT)).isEmpty();
    }
}
