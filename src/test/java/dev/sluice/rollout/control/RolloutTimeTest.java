package dev.sluice.rollout.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;

class RolloutTimeTest {
    private static final Instant BEGIN = Rollouts.BEGIN;

    private Instant wall = BEGIN;
    private long monotonic = 7_000;

    @Test
    void isTheRealTimeUnlessItIsMadeFaster() {
        RolloutTime time = time(1);

        pass(Duration.ofMinutes(3));

        assertThat(time.wall()).isEqualTo(BEGIN.plusSeconds(180));
        assertThat(time.nanos()).isEqualTo(180_000_000_000L);
        assertThat(time.of(BEGIN.minusSeconds(5))).isEqualTo(BEGIN.minusSeconds(5));
        assertThat(time.scaled(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void runsFasterFromTheStartOfTheProcessOn() {
        RolloutTime time = time(60);
        assertThat(time.wall()).isEqualTo(BEGIN);
        assertThat(time.nanos()).isZero();

        pass(Duration.ofMinutes(3));

        assertThat(time.wall()).isEqualTo(BEGIN.plus(Duration.ofHours(3)));
        assertThat(time.nanos()).isEqualTo(Duration.ofHours(3).toNanos());
        assertThat(time.of(BEGIN.plusSeconds(1))).isEqualTo(BEGIN.plusSeconds(60));
        assertThat(time.of(BEGIN.minusSeconds(1))).isEqualTo(BEGIN.minusSeconds(60));
        assertThat(time.scaled(Duration.ofSeconds(2))).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void aMillionTimesAsFastIsTheMost() {
        assertThat(time(1_000_000).scaled(Duration.ofMillis(1)))
                .isEqualTo(Duration.ofSeconds(1000));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0, -1, 1_000_001, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesToStandStillOrToRunAway(double speed) {
        assertThatThrownBy(() -> time(speed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sluice.rollouts.speed is " + speed
                        + " (expected: a number from 1 to 1000000)");
    }

    private RolloutTime time(double speed) {
        return new RolloutTime(() -> wall, () -> monotonic, speed);
    }

    private void pass(Duration span) {
        wall = wall.plus(span);
        monotonic += span.toNanos();
    }
}
