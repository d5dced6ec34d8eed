package dev.sluice.experiment.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ConfidenceSequenceTest {
    private static final ConfidenceSequence SEQUENCE = new ConfidenceSequence(0.05, 2_000);

    /** 16 % against 10 %, 1,000 units each. */
    private static final Estimate SIX_POINTS = Estimate.difference(
            new Stratum(Moments.ofRate(160, 1_000), Moments.ofRate(100, 1_000)));

    @ParameterizedTest
    @CsvSource({
        "0.02, 0.073, 0.025, 0.017, 0.012",
        "0.10, 0.156, 0.054, 0.037, 0.027",
        "0.30, 0.238, 0.082, 0.057, 0.041"
    })
    void hasTheKnownHalfWidths(
            double rate, double at100, double at500, double at1000, double at2000) {
        assertThat(width(rate, 100)).isCloseTo(at100, within(0.0005));
        assertThat(width(rate, 500)).isCloseTo(at500, within(0.0005));
        assertThat(width(rate, 1_000)).isCloseTo(at1000, within(0.0005));
        assertThat(width(rate, 2_000)).isCloseTo(at2000, within(0.0005));
    }

    /** Made by hand from the formulas of the paper, in another language. */
    @Test
    void agreesWithTheFormulasInTheirOwnForm() {
        Estimate two = Estimate.difference(
                new Stratum(Moments.ofRate(120, 1_000), Moments.ofRate(100, 1_000)));

        assertThat(SEQUENCE.halfWidth(two)).isCloseTo(0.04244954359171626, within(1e-12));
        assertThat(SEQUENCE.oneSidedHalfWidth(two)).isCloseTo(0.038867597671686085, within(1e-12));
        assertThat(SEQUENCE.interval(two).low()).isCloseTo(-0.02244954359171626, within(1e-12));
        assertThat(SEQUENCE.interval(two).high()).isCloseTo(0.06244954359171626, within(1e-12));
        assertThat(SEQUENCE.interval(two).contains(0)).isTrue();
        assertThat(SEQUENCE.interval(SIX_POINTS).contains(0)).isFalse();
        assertThat(SEQUENCE.p(two)).isEqualTo(1);
        assertThat(SEQUENCE.p(SIX_POINTS)).isCloseTo(0.002408612689065532, within(1e-12));
        assertThat(SEQUENCE.pNotAbove(SIX_POINTS)).isCloseTo(0.0013292340429209332, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.05, 0.01, 1e-6})
    void pIsAlphaWhereTheBoundsMeetZero(double alpha) {
        ConfidenceSequence sequence = new ConfidenceSequence(alpha, 500);
        Estimate edge = new Estimate(
                sequence.halfWidth(SIX_POINTS), SIX_POINTS.variance(), SIX_POINTS.units());
        Estimate oneSided =
                new Estimate(sequence.oneSidedHalfWidth(edge), edge.variance(), edge.units());

        assertThat(sequence.p(edge)).isCloseTo(alpha, within(alpha * 1e-9));
        assertThat(sequence.p(edge.negated())).isEqualTo(sequence.p(edge));
        assertThat(sequence.pNotAbove(oneSided)).isCloseTo(alpha, within(alpha * 1e-9));
        assertThat(sequence.pNotAbove(oneSided.negated())).isEqualTo(1);
    }

    @Test
    void isTightestAtThePlannedUnits() {
        double planned = inflated(2_000);

        for (long other : new long[] {200, 500, 1_500, 3_000, 20_000}) {
            assertThat(inflated(other)).as("planned for %d", other).isGreaterThan(planned);
        }
    }

    @Test
    void isSureOfWhatDoesNotVaryAndUnsureOfNothing() {
        assertThat(SEQUENCE.p(new Estimate(0, 0, 200))).isEqualTo(1);
        assertThat(SEQUENCE.p(new Estimate(0.1, 0, 200))).isZero();
        assertThat(SEQUENCE.pNotAbove(new Estimate(1e3, 1e-9, 200))).isZero();
    }

    @Test
    void stagesArePooledByTheInverseOfTheirVariances() {
        Stratum first = new Stratum(Moments.ofRate(60, 500), Moments.ofRate(50, 500));
        Stratum second = new Stratum(Moments.ofRate(306, 900), Moments.ofRate(90, 300));

        Estimate pooled =
                Estimate.pooled(List.of(Estimate.difference(first), Estimate.difference(second)));

        assertThat(pooled.value()).isCloseTo(0.02583648299184, within(1e-12));
        assertThat(pooled.variance()).isCloseTo(0.00027703839267953056, within(1e-12));
        assertThat(pooled.units()).isEqualTo(2_200);
        // Thrown together the candidate would be 9 points worse, since most of its units came late.
        assertThat(Estimate.difference(new Stratum(
                                first.candidate().merge(second.candidate()),
                                first.control().merge(second.control())))
                        .value())
                .isCloseTo(0.0864285714285714, within(1e-12));
    }

    @Test
    void aSingleUnitIsAnEstimateAndCanBePlanned() {
        Estimate one = Estimate.mean(Moments.ofRate(1, 1));

        assertThat(one).isEqualTo(new Estimate(1, 0, 1));
        assertThat(new ConfidenceSequence(0.05, 1).halfWidth(SIX_POINTS))
                .isGreaterThan(new ConfidenceSequence(0.05, 2).halfWidth(SIX_POINTS));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new ConfidenceSequence(0, 100))
                .hasMessage("alpha is 0.0 (expected: above 0 and below 0.5)");
        assertThatThrownBy(() -> new Estimate(Double.NaN, 1, 1))
                .hasMessage("value is NaN (expected: a finite number)");
        assertThatThrownBy(() -> new Estimate(0, -1, 1))
                .hasMessage("variance is -1.0 (expected: 0 or more, finite)");
        assertThatThrownBy(() -> new Estimate(0, Double.POSITIVE_INFINITY, 1))
                .hasMessage("variance is Infinity (expected: 0 or more, finite)");
        assertThatThrownBy(() ->
                        Estimate.pooled(List.of(new Estimate(0, 0, 1), new Estimate(0, 1, 1))))
                .hasMessage("variance of a stratum is 0 (expected: above 0)");
        assertThatThrownBy(() -> new ConfidenceSequence(0.5, 100))
                .hasMessage("alpha is 0.5 (expected: above 0 and below 0.5)");
        assertThatThrownBy(() -> new ConfidenceSequence(Double.NaN, 100))
                .hasMessage("alpha is NaN (expected: above 0 and below 0.5)");
        assertThatThrownBy(() -> new ConfidenceSequence(0.05, 0))
                .hasMessage("planned is 0 (expected: 1 or more units)");
        assertThatThrownBy(() -> Estimate.mean(Moments.NONE))
                .hasMessage("units is 0 (expected: 1 or more)");
        assertThatThrownBy(() -> Estimate.pooled(List.of()))
                .hasMessage("there are no strata (expected: at least one)");
    }

    private static double width(double rate, long units) {
        return Detectable.difference(SEQUENCE, rate * (1 - rate), units);
    }

    /** The two-sided width at 2,000 units of a sequence that is planned for so many. */
    private static double inflated(long planned) {
        return new ConfidenceSequence(0.05, planned).halfWidth(SIX_POINTS);
    }
}
