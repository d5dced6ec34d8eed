package dev.sluice.config.route;

import dev.sluice.config.bind.Setting;

import java.time.Duration;

/** Whether a rung that failed before commit is retried before the next rung is tried. */
public record RetryConfig(
        @Setting(value = "Maximum number of retries of a rung.", byDefault = "0", min = 0, max = 10)
        int max,

        @Setting(
                value = "Wait before the first retry; doubles for each further one, minus "
                        + "up to half at random.",
                byDefault = "100ms")
        Duration delay,

        @Setting(
                value = "Longest wait for a retry. If an upstream's Retry-After asks for more, "
                        + "the next rung is tried.",
                byDefault = "2s")
        Duration maxWait,

        @Setting(
                value = "Retries that the route may make in the long run, as a "
                        + "share of its traffic.",
                byDefault = "0.2",
                min = 0,
                max = 10)
        double budget) {}
