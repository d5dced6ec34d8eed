package dev.sluice.experiment.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;

class SampleRatioTest {
    private static final List<Integer> HALVES = List.of(5_000, 5_000);

    @Test
    void hasTheKnownValues() {
        assertThat(SampleRatio.of(List.of(520L, 480L), HALVES).p())
                .isCloseTo(0.20590321073206833, within(1e-12));
        assertThat(SampleRatio.of(List.of(550L, 450L), HALVES).p())
                .isCloseTo(0.0015654022580025488, within(1e-12));
        assertThat(SampleRatio.of(List.of(5_200L, 4_800L), HALVES).p())
                .isCloseTo(6.334248366623977e-5, within(1e-12));
    }

    @Test
    void alarmsBelowOneInAThousand() {
        assertThat(SampleRatio.of(List.of(550L, 450L), HALVES).isBroken()).isFalse();
        assertThat(new SampleRatio(10.83, 1, SampleRatio.ALARM, 1_000).isBroken())
                .isFalse();
        assertThat(SampleRatio.of(List.of(5_200L, 4_800L), HALVES).isBroken()).isTrue();
        assertThat(SampleRatio.of(List.of(5_200L, 4_800L), HALVES).sentence())
                .isEqualTo("The 10,000 units did not go to the variants as planned (p = 6.3e-05): "
                        + "do not draw any conclusion.");
        assertThat(SampleRatio.of(List.of(520L, 480L), HALVES).sentence())
                .isEqualTo(
                        "The 1,000 units went to the variants as planned, or nearly (p = 0.21).");
    }

    @Test
    void isSilentAboutAFewUnits() {
        SampleRatio all = SampleRatio.of(List.of(99L, 0L), HALVES);

        assertThat(all.p()).isLessThan(1e-20);
        assertThat(all.isBroken()).isFalse();
        assertThat(all.sentence())
                .isEqualTo(
                        "99 units are enrolled, too few to say whether they went as planned (100 "
                                + "are needed).");
        assertThat(SampleRatio.of(List.of(100L, 0L), HALVES).isBroken()).isTrue();
        assertThat(SampleRatio.of(List.of(50L, 50L), HALVES).sentence())
                .isEqualTo("The 100 units went to the variants as planned, or nearly (p = 1.0).");
        assertThat(SampleRatio.of(List.of(0L, 0L), HALVES).p()).isEqualTo(1);
    }

    @Test
    void goesByTheWeightsOfAllVariants() {
        SampleRatio ratio = SampleRatio.of(List.of(790L, 105L, 105L), List.of(8_000, 1_000, 1_000));

        // 100/800 + 25/100 + 25/100, and exp(-x / 2) with two degrees of freedom.
        assertThat(ratio.chiSquared()).isCloseTo(0.625, within(1e-12));
        assertThat(ratio.degrees()).isEqualTo(2);
        assertThat(ratio.p()).isCloseTo(Math.exp(-0.3125), within(1e-12));
    }

    /**
     * At 100 % the control has no weight: there is nothing to compare, unless somebody is on it.
     */
    @Test
    void aVariantWithoutWeightHasNoUnits() {
        assertThat(SampleRatio.of(List.of(0L, 500L), List.of(0, 10_000)))
                .isEqualTo(new SampleRatio(0, 0, 1, 500));
        assertThat(SampleRatio.of(List.of(1L, 499L), List.of(0, 10_000)).isBroken())
                .isTrue();
    }

    @Test
    void comparesUpToAThousandVariants() {
        List<Long> units = Collections.nCopies(1_000, 7L);

        assertThat(SampleRatio.of(units, Collections.nCopies(1_000, 1)))
                .isEqualTo(new SampleRatio(0, 999, 1, 7_000));
        assertThatThrownBy(() -> SampleRatio.of(
                        Collections.nCopies(1_001, 7L), Collections.nCopies(1_001, 1)))
                .hasMessage("enrolled has 1001 counts and weights has 1001 (expected: as many, 2 "
                        + "to 1000)");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> SampleRatio.of(List.of(1L, 2L), List.of(1, 1, 1)))
                .hasMessage(
                        "enrolled has 2 counts and weights has 3 (expected: as many, 2 to 1000)");
        assertThatThrownBy(
                        () -> SampleRatio.of(List.of(1L, 2L), List.of(1, Double.POSITIVE_INFINITY)))
                .hasMessage("weights[1] is Infinity (expected: 0 or more, finite)");
        assertThatThrownBy(() -> SampleRatio.of(List.of(1L), List.of(1)))
                .hasMessage(
                        "enrolled has 1 counts and weights has 1 (expected: as many, 2 to 1000)");
        assertThatThrownBy(() -> SampleRatio.of(List.of(1L, -2L), HALVES))
                .hasMessage("enrolled[1] is -2 (expected: 0 or more)");
        assertThatThrownBy(() -> SampleRatio.of(List.of(1L, 2L), List.of(1, -1)))
                .hasMessage("weights[1] is -1.0 (expected: 0 or more, finite)");
        assertThatThrownBy(() -> SampleRatio.of(List.of(1L, 2L), List.of(0, 0)))
                .hasMessage("weights are all 0 (expected: one above 0 or more)");
    }
}
