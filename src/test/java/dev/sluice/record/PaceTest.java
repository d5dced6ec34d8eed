package dev.sluice.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Random;

class PaceTest {
    private static final long MILLI = 1_000_000;

    private final Pace pace = new Pace(new Random(1));

    @Test
    void restsFifteenTimesAsLongAsABatchTookWhileThereIsRoom() {
        assertThat(pace.afterBatch(20 * MILLI, true, 0)).isEqualTo(300 * MILLI);
        assertThat(pace.afterBatch(20 * MILLI, true, 0.5)).isEqualTo(300 * MILLI);
    }

    @Test
    void restsLessTheFullerTheLogIs() {
        assertThat(pace.afterBatch(20 * MILLI, true, 0.7)).isCloseTo(150 * MILLI, within(MILLI));
        assertThat(pace.afterBatch(20 * MILLI, true, 0.9)).isZero();
        assertThat(pace.afterBatch(20 * MILLI, true, 1)).isZero();
    }

    @Test
    void gathersWhenThereIsNothingMore() {
        assertThat(pace.afterBatch(MILLI, false, 0)).isEqualTo(50 * MILLI);
    }

    @Test
    void backsOffFurtherEachTimeAndBeginsAnewAfterABatch() {
        long[] longest = {100, 200, 400, 800, 1600, 3200, 5000, 5000};
        for (long millis : longest) {
            assertThat(pace.afterFailure()).isBetween(millis * 3 / 4 * MILLI, millis * MILLI);
        }
        pace.afterBatch(MILLI, true, 0);
        assertThat(pace.afterFailure()).isLessThanOrEqualTo(100 * MILLI);
    }
}
