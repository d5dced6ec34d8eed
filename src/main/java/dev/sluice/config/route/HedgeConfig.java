package dev.sluice.config.route;

import dev.sluice.config.bind.Setting;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Whether the next rung is started in parallel when a rung's first token is late. The first to
 * commit wins.
 */
public record HedgeConfig(
        @Setting("Time without a first token after which the next rung is started. Absent: see "
                + "quantile.")
        @Nullable
        Duration after,

        @Setting(
                value = "Quantile of the rung's recent times to first token after which the next "
                        + "rung starts, for example 0.95. Absent, and no after: no "
                        + "hedging.",
                min = 0.5,
                max = 0.999)
        @Nullable
        Double quantile,

        @Setting(
                value = "Extra calls that the route may make in the long run, as a share of its "
                        + "traffic.",
                byDefault = "0.1",
                min = 0,
                max = 1)
        double budget) {

    /** Whether there is any hedging. */
    public boolean isOn() {
        return after != null || quantile != null;
    }
}
