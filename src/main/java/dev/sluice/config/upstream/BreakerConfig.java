package dev.sluice.config.upstream;

import dev.sluice.config.bind.Setting;

import java.time.Duration;

/**
 * When an upstream that fails is left alone for a while. Answers that are unsure are no failures,
 * nor are refused requests.
 */
public record BreakerConfig(
        @Setting(value = "Whether there is a breaker.", byDefault = "true")
        boolean enabled,

        @Setting(
                value = "Calls looked back on; it does not open before there were so many.",
                byDefault = "20",
                min = 2,
                max = 10_000)
        int calls,

        @Setting(
                value = "Share of them that fails at which it opens.",
                byDefault = "0.5",
                min = 0.01,
                max = 1)
        double failures,

        @Setting(value = "How long it stays open before one call may try again.", byDefault = "5s")
        Duration delay,

        @Setting(
                value = "Calls in a row that must succeed then for it to close.",
                byDefault = "1",
                min = 1,
                max = 1000)
        int successes) {}
