package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecentTimesTest {
    @Test
    void saysNothingBeforeThereAreEnough() {
        RecentTimes times = new RecentTimes(0.5);
        for (int i = 1; i <= 31; i++) {
            times.add(i);
        }
        assertThat(times.quantileNanos()).isEqualTo(-1);

        times.add(32);

        assertThat(times.quantileNanos()).isEqualTo(16);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 128", "0.9, 231", "0.95, 244", "0.999, 256"})
    void isTheTimeInWhichThatShareHadCome(double quantile, long expected) {
        RecentTimes times = new RecentTimes(quantile);
        for (int i = 1; i <= 256; i++) {
            times.add(i * 101L % 257); // 257 is prime: each of 1 to 256 once, in no order.
        }

        assertThat(times.quantileNanos()).isEqualTo(expected);
    }

    @Test
    void forgetsWhatIsLongPast() {
        RecentTimes times = new RecentTimes(0.999);
        times.add(1_000_000);
        for (int i = 0; i < 256 + 15; i++) { // It is looked for anew with every sixteenth.
            times.add(7);
        }

        assertThat(times.quantileNanos()).isEqualTo(7);
    }
}
