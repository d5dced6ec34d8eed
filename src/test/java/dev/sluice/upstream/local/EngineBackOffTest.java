package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

class EngineBackOffTest {
    private final AtomicLong nanos = new AtomicLong();
    private final EngineBackOff backOff = new EngineBackOff(nanos::get);

    @Test
    void doublesFromHalfASecondToHalfAMinute() {
        // When
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            millis.add(backOff.onEnded().toMillis());
        }

        // Then
        assertThat(millis)
                .containsExactly(
                        500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L, 30_000L);
    }

    @Test
    void beginsAnewAfterAHealthyMinute() {
        // Given
        backOff.onEnded();
        backOff.onEnded();
        backOff.onReady();
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());

        // When
        Duration delay = backOff.onEnded();

        // Then
        assertThat(delay).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void goesOnGrowingWhenTheEngineWasHealthyForLess() {
        // Given
        backOff.onEnded();
        backOff.onReady();
        nanos.addAndGet(Duration.ofSeconds(60).toNanos() - 1);

        // When
        Duration delay = backOff.onEnded();

        // Then
        assertThat(delay).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void anEngineThatNeverAnswersIsNotTakenForHealthy() {
        // Given
        backOff.onReady();
        nanos.addAndGet(Duration.ofMinutes(5).toNanos());
        backOff.onEnded();
        nanos.addAndGet(Duration.ofMinutes(5).toNanos());

        // When
        Duration delay = backOff.onEnded();

        // Then
        assertThat(delay).isEqualTo(Duration.ofSeconds(1));
    }
}
