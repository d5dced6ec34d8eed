package dev.sluice.experiment.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BetaBinomialViewTest {
    /** Exact sums of fractions, made in another language. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, 0.5, 0.16666666666666666, 0.16666666666666666",
        "1, 1, 0, 1, 0.8333333333333334, 0.03333333333333333, 0.36666666666666664",
        "12, 100, 10, 100, 0.6707204652120798, 0.009687200799833711, 0.02929504393708861",
        "60, 200, 45, 210, 0.9762831078564419, 0.0003826742405985567, 0.08538174018492883",
        "0, 50, 3, 40, 0.03624351548142462, 0.07667433859579723, 0.000667012588471214",
        "5, 5, 100, 400, 0.9997195862253223, 1.0505698140936853e-05, 0.6059095817464707"
    })
    void agreesWithExactSums(
            long hits,
            long units,
            long controlHits,
            long controlUnits,
            double higher,
            double loss,
            double otherLoss) {
        BetaBinomialView view = BetaBinomialView.of(hits, units, controlHits, controlUnits);

        assertThat(view.candidateHigher()).isCloseTo(higher, within(1e-8));
        assertThat(view.lossIfCandidate()).isCloseTo(loss, within(1e-8));
        assertThat(view.lossIfControl()).isCloseTo(otherLoss, within(1e-8));
    }

    @Test
    void holdsFromOneUnitBesideMillions() {
        BetaBinomialView view = BetaBinomialView.of(1, 1, 3_000_000, 10_000_000);

        // The control is all but known to be 0.3, and Beta(2, 1) is above it with 1 - 0.3^2.
        assertThat(view.candidateHigher()).isCloseTo(0.91, within(BetaBinomialView.ERROR));
        // The integral of 2x (0.3 - x) up to 0.3.
        assertThat(view.lossIfCandidate()).isCloseTo(0.009, within(BetaBinomialView.ERROR));
    }

    @Test
    void isTheSameSeenFromTheOtherSide() {
        BetaBinomialView view = BetaBinomialView.of(2_050_000, 20_000_000, 2_048_000, 20_000_000);
        BetaBinomialView other = BetaBinomialView.of(2_048_000, 20_000_000, 2_050_000, 20_000_000);

        assertThat(view.candidateHigher() + other.candidateHigher())
                .isCloseTo(1, within(2 * BetaBinomialView.ERROR));
        assertThat(view.lossIfCandidate()).isEqualTo(other.lossIfControl());
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> BetaBinomialView.of(1, 2, 3, 2))
                .hasMessage("control: 3 hits of 2 (expected: 0 to 2)");
        assertThatThrownBy(() -> BetaBinomialView.of(-1, 2, 1, 2))
                .hasMessage("candidate: -1 hits of 2 (expected: 0 to 2)");
    }
}
