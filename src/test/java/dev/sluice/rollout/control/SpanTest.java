package dev.sluice.rollout.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class SpanTest {
    @ParameterizedTest
    @CsvSource({
        "PT-5S, 0 s",
        "PT0S, 0 s",
        "PT0.34S, 0.3 s",
        "PT7S, 7 s",
        "PT59.99S, 59.9 s",
        "PT1M, 1 min",
        "PT1M1S, 1 min 1 s",
        "PT59M59.9S, 59 min 59 s",
        "PT1H, 1 h",
        "PT1H0M59S, 1 h",
        "PT23H59M, 23 h 59 min",
        "P1D, 1 d",
        "P1DT59M, 1 d",
        "P40DT23H, 40 d 23 h"
    })
    void saysTheTwoLargestUnits(Duration span, String words) {
        assertThat(Span.words(span)).isEqualTo(words);
    }
}
