package dev.sluice.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdGoalTest {
    @Test
    void isSaidInWords() {
        assertThat(new ThresholdGoal.Quality(0.9).text()).isEqualTo("quality of at least 0.9");
        assertThat(new ThresholdGoal.FallbackRate(0).text())
                .isEqualTo("fallback rate of at most " + "0.0");
        assertThat(new ThresholdGoal.FallbackRate(1).text())
                .isEqualTo("fallback rate of at most " + "1.0");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 1.1, Double.NaN})
    void noQualityIsNothingOrCertainty(double accuracy) {
        assertThatThrownBy(() -> new ThresholdGoal.Quality(accuracy))
                .hasMessage("quality is " + accuracy + " (expected: above 0 and below 1)");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void aFallbackRateIsAShare(double share) {
        assertThatThrownBy(() -> new ThresholdGoal.FallbackRate(share))
                .hasMessage("fallback rate is " + share + " (expected: from 0 to 1)");
    }
}
