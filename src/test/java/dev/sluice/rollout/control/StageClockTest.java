package dev.sluice.rollout.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

class StageClockTest {
    private static final Instant BEGIN = Rollouts.BEGIN;
    private static final Duration TEN = Duration.ofSeconds(10);

    private final StageClock clock = new StageClock();

    @Test
    void countsFromTheFirstLookOn() {
        assertThat(look(0, 0)).isZero();
        assertThat(look(10_000, 10_000)).isEqualTo(TEN);
        assertThat(look(21_500, 21_500)).isEqualTo(Duration.ofMillis(11_500));
    }

    @Test
    void aWallClockThatIsSetForwardsCountsNothingMore() {
        look(0, 0);

        assertThat(look(Duration.ofDays(3).toMillis(), 10_000)).isEqualTo(TEN);
        assertThat(look(Duration.ofDays(3).toMillis() + 10_000, 20_000)).isEqualTo(TEN);
    }

    @Test
    void aWallClockThatIsSetBackwardsCostsOneLook() {
        look(0, 0);

        assertThat(look(-Duration.ofDays(3).toMillis(), 10_000)).isZero();
        assertThat(look(-Duration.ofDays(3).toMillis() + 10_000, 20_000)).isEqualTo(TEN);
    }

    @Test
    void aMonotonicClockThatStandsStillCountsNothing() {
        look(0, 0);

        assertThat(look(Duration.ofHours(8).toMillis(), 1)).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void looksThatWereMissedCountAsOne() {
        look(0, 0);

        assertThat(look(15_000, 15_000)).isEqualTo(Duration.ofSeconds(15));
        assertThat(look(35_000, 35_000)).isEqualTo(TEN);
    }

    @Test
    void neverCountsMoreThanTheMonotonicClockWhateverTheOtherDoes() {
        SplittableRandom random = new SplittableRandom(6);
        for (int history = 0; history < 2_000; history++) {
            StageClock watching = new StageClock();
            long wall = 0;
            long monotonic = 0;
            Duration counted = Duration.ZERO;
            Duration undisturbed = Duration.ZERO;
            for (int i = 0; i < 50; i++) {
                long step = random.nextLong(random.nextInt(10) == 0 ? 3_600_000 : 15_000);
                boolean shifted = random.nextInt(4) == 0;
                long shift = shifted ? random.nextLong(-864_000_000, 864_000_000) : 0;
                monotonic += step;
                wall += step + shift;

                Duration more = watching.look(BEGIN.plusMillis(wall), monotonic * 1_000_000, TEN);

                assertThat(more).isBetween(Duration.ZERO, Duration.ofMillis(step));
                assertThat(more).isLessThanOrEqualTo(Duration.ofSeconds(15));
                counted = counted.plus(more);
                undisturbed = undisturbed.plusMillis(
                        i == 0 || shifted ? 0 : Math.min(step, step > 15_000 ? 10_000 : step));
            }
            assertThat(counted).isLessThanOrEqualTo(Duration.ofMillis(monotonic));
            assertThat(counted).isGreaterThanOrEqualTo(undisturbed);
        }
    }

    private Duration look(long wallMillis, long monotonicMillis) {
        return clock.look(BEGIN.plusMillis(wallMillis), monotonicMillis * 1_000_000, TEN);
    }
}
