package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

class PiecePaceTest {
    @Test
    void keepsTheGapWithoutJitter() {
        assertThat(gaps(PiecePace.perSecond(50))).containsOnly(20_000_000L);
    }

    @Test
    void variesTheGapWithinTheJitterAndTheSameWayForTheSameSeed() {
        PiecePace pace = new PiecePace(Duration.ofMillis(20), Duration.ofMillis(5), 7);

        List<Long> gaps = gaps(pace);

        assertThat(gaps).allMatch(gap -> gap >= 15_000_000 && gap <= 25_000_000);
        assertThat(Set.copyOf(gaps).size()).isGreaterThan(90);
        assertThat(gaps(pace)).isEqualTo(gaps);
        assertThat(gaps(new PiecePace(Duration.ofMillis(20), Duration.ofMillis(5), 8)))
                .isNotEqualTo(gaps);
    }

    @Test
    void neverGoesBackInTime() {
        assertThat(gaps(new PiecePace(Duration.ofMillis(1), Duration.ofMillis(9), 1)))
                .allMatch(gap -> gap >= 0);
    }

    private static List<Long> gaps(PiecePace pace) {
        Random random = pace.random();
        return LongStream.generate(() -> pace.nextGapNanos(random))
                .limit(100)
                .boxed()
                .toList();
    }
}
