package dev.sluice.config.route;

import dev.sluice.config.bind.Setting;

import java.time.Duration;

/** Whether a rung that failed before commit is tried again before the next one is. */
public record RetryConfig(
        @Setting(value = "Times a rung is tried again.", byDefault = "0", min = 0, max = 10)
        int max,

        @Setting(
                value = "Wait before the first retry; twice as long before each further one, less "
                        + "up to half at random.",
                byDefault = "100ms")
        Duration delay,

        @Setting(
                value = "Longest wait for a retry. An upstream that asks for more by Retry-After "
                        + "is left for the next rung.",
                byDefault = "2s")
        Duration maxWait,

        @Setting(
                value = "Retries for each inference that the route may make in the long run, as a "
                        + "share of its traffic.",
                byDefault = "0.2",
                min = 0,
                max = 10)
        double budget) {}
