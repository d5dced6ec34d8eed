package dev.sluice.experiment.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.LocalDate;

class DetectableTest {
    private static final ConfidenceSequence SEQUENCE = new ConfidenceSequence(0.05, 2_000);
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
    private static final LocalDate FRIDAY = LocalDate.parse("2026-11-27");

    @Test
    void looksAheadAtTodaysTraffic() {
        // 7 days of 50, and 150 that are there.
        Detectable detectable = Detectable.by(SEQUENCE, 0.09, 150, 50, NOW, FRIDAY);

        assertThat(detectable.unitsOfEach()).isEqualTo(500);
        assertThat(detectable.difference()).isCloseTo(0.0538791162557175, within(1e-12));
        assertThat(detectable.sentence(Guardrail.Unit.SHARE))
                .isEqualTo(
                        "can detect a difference of 5.39 points or more by 2026-11-27 at today's "
                                + "traffic (500 units of"
                                + " each variant)");
    }

    @Test
    void saysThatItWillSeeNothing() {
        assertThat(Detectable.by(SEQUENCE, 0.09, 3, 12.2, NOW, FRIDAY)
                        .sentence(Guardrail.Unit.SHARE))
                .isEqualTo("can detect nothing by 2026-11-27 at today's traffic: 88 units of each "
                        + "variant, 100 are needed");
        assertThat(Detectable.by(SEQUENCE, 0.09, 0, 0, NOW, FRIDAY).difference())
                .isInfinite();
    }

    @Test
    void aHundredUnitsOfEachAreEnoughToSaySomething() {
        assertThat(new Detectable(0.1, 100, FRIDAY).sentence(Guardrail.Unit.SECONDS))
                .isEqualTo("can detect a difference of 0.1 s or more by 2026-11-27 at today's "
                        + "traffic (100 units of each variant)");
        assertThat(new Detectable(0.1, 99, FRIDAY).sentence(Guardrail.Unit.SECONDS))
                .isEqualTo("can detect nothing by 2026-11-27 at today's traffic: 99 units of each "
                        + "variant, 100 are needed");
    }

    @Test
    void trafficWithoutEndIsCut() {
        assertThat(Detectable.by(SEQUENCE, 0.09, 0, 1e300, NOW, FRIDAY).unitsOfEach())
                .isEqualTo(1L << 50);
    }

    @Test
    void theLastMomentOfADayIsPartOfIt() {
        Instant midnight = Instant.parse("2026-11-28T00:00:00Z");

        assertThat(Detectable.by(SEQUENCE, 0.09, 300, 50, midnight, FRIDAY).unitsOfEach())
                .isEqualTo(300);
    }

    @Test
    void whatItTellsIsWhatABoundIsThenWide() {
        Detectable detectable = Detectable.by(
                SEQUENCE,
                0.09,
                0,
                1_000,
                NOW,
                NOW.atZone(java.time.ZoneOffset.UTC).toLocalDate());
        Stratum then = new Stratum(Moments.ofRate(100, 1_000), Moments.ofRate(100, 1_000));

        assertThat(SEQUENCE.oneSidedHalfWidth(Estimate.difference(then)))
                .isCloseTo(detectable.difference(), within(1e-12));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> Detectable.by(SEQUENCE, 0.09, -1, 5, NOW, FRIDAY))
                .hasMessage("units are -1 and 5.0 a day (expected: 0 or more of both, finite)");
        assertThatThrownBy(() -> Detectable.by(SEQUENCE, 0.09, 0, -5, NOW, FRIDAY))
                .hasMessage("units are 0 and -5.0 a day (expected: 0 or more of both, finite)");
        assertThatThrownBy(() ->
                        Detectable.by(SEQUENCE, 0.09, 0, Double.POSITIVE_INFINITY, NOW, FRIDAY))
                .hasMessage("units are 0 and Infinity a day (expected: 0 or more of both, finite)");
        assertThatThrownBy(() -> Detectable.by(SEQUENCE, 0.09, 0, Double.NaN, NOW, FRIDAY))
                .hasMessage("units are 0 and NaN a day (expected: 0 or more of both, finite)");
        assertThatThrownBy(() ->
                        Detectable.by(SEQUENCE, 0.09, 0, 1, NOW, LocalDate.parse("2026-11-19")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("by is 2026-11-19 (expected: no day before 2026-11-21T00:00:00Z)");
    }
}
