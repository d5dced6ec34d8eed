package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

class LadderMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LadderMeters meters = new LadderMeters(registry);

    @Test
    void aBreakerThatIsMadeAnewIsTheOneThatShows() {
        meters.breakerState("openai", () -> 2);
        meters.breakerState("local", () -> 1);
        System.gc(); // The registry holds what it looks at weakly.

        assertThat(state("openai")).isEqualTo(2);
        assertThat(state("local")).isEqualTo(1);

        meters.breakerState("openai", () -> 0);

        assertThat(state("openai")).isZero();
        assertThat(registry.find("sluice.breaker.state").gauges()).hasSize(2);
    }

    @Test
    void countsBreakersThatOpened() {
        meters.breakerOpened("openai");
        meters.breakerOpened("openai");

        assertThat(registry.get("sluice.breaker.opened")
                        .tag("upstream", "openai")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void countsCallsWithoutWhatWasRefused() {
        meters.additionRefused("openai", () -> "usage");
        meters.additionRefused("openai", () -> "usage");

        assertThat(registry.get("sluice.additions.refused")
                        .tags("upstream", "openai", "addition", "usage")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void countsCallsThatABudgetDidNotAllow() {
        meters.callDenied("slang", LadderMeters.ExtraCall.RETRY);
        meters.callDenied("slang", LadderMeters.ExtraCall.HEDGE);
        meters.callDenied("slang", LadderMeters.ExtraCall.HEDGE);

        assertThat(denied("retry")).isEqualTo(1);
        assertThat(denied("hedge")).isEqualTo(2);
    }

    @Test
    void hasABucketForEachTenthAndFinerOnesAtTheTop() {
        for (double confidence :
                new double[] {0, 0.1, 0.3, 0.31, 0.7, 0.9, 0.901, 0.95, 0.951, 0.99, 0.991, 1}) {
            meters.confidence("slang", "tuned", false, confidence);
        }

        assertThat(registry.get("sluice.confidence")
                        .tags("route", "slang", "model", "tuned", "calibrated", "false")
                        .summary()
                        .takeSnapshot()
                        .histogramCounts())
                .extracting(bucket -> (int) bucket.bucket() + ": " + (int) bucket.count())
                .containsExactly(
                        "10: 2", "20: 2", "30: 3", "40: 4", "50: 4", "60: 4", "70: 5", "80: 5",
                        "90: 6", "95: 8", "99: 10", "100: 12");
    }

    private double state(String upstream) {
        return registry.get("sluice.breaker.state")
                .tag("upstream", upstream)
                .gauge()
                .value();
    }

    private double denied(String kind) {
        return registry.get("sluice.calls.denied")
                .tags("route", "slang", "kind", kind)
                .counter()
                .count();
    }
}
