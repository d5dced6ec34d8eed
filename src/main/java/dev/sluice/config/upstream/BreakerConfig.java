package dev.sluice.config.upstream;

import dev.sluice.config.bind.Setting;

import java.time.Duration;

/**
 * When an upstream that fails is not called for a while. Unsure answers and refused requests do not
 * count as failures.
 */
public record BreakerConfig(
        @Setting(value = "Whether there is a breaker.", byDefault = "true")
        boolean enabled,

        @Setting(
                value = "Recent calls considered; it does not open before there were so many.",
                byDefault = "20",
                min = 2,
                max = 10_000)
        int calls,

        @Setting(
                value = "Share of failed calls among them at which it opens.",
                byDefault = "0.5",
                min = 0.01,
                max = 1)
        double failures,

        @Setting(value = "How long it stays open before one call may try again.", byDefault = "5s")
        Duration delay,

        @Setting(
                value = "Number of consecutive successful calls after which it closes again.",
                byDefault = "1",
                min = 1,
                max = 1000)
        int successes) {}
