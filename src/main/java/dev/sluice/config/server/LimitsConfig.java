package dev.sluice.config.server;

import dev.sluice.config.bind.ByteSize;
import dev.sluice.config.bind.Setting;

import java.time.Duration;

/** Limits for one request, and for how many may be open at once. */
public record LimitsConfig(
        @Setting(
                value = "Largest request body.",
                byDefault = "16MiB",
                min = 1024,
                max = 1_073_741_824)
        ByteSize body,

        @Setting(
                value = "Deepest nesting of a request's JSON.",
                byDefault = "64",
                min = 4,
                max = 1000)
        int depth,

        @Setting(
                value = "Largest head of a request: its line and all headers. Takes effect at the "
                        + "next start.",
                byDefault = "32KiB",
                min = 4096,
                max = 1_048_576)
        ByteSize headers,

        @Setting(
                value = "Largest event of an upstream's stream; a larger one ends the answer.",
                byDefault = "1MiB",
                min = 4096,
                max = 67_108_864)
        ByteSize frame,

        @Setting(
                value = "Maximum number of open inferences, over all keys.",
                byDefault = "4096",
                min = 1,
                max = 1_000_000)
        int open,

        @Setting(
                value = "Requests that may wait for an open one to end; with 0 none waits.",
                byDefault = "256",
                min = 0,
                max = 100_000)
        int queue,

        @Setting(value = "How long a request waits at most.", byDefault = "2s")
        Duration queueWait) {}
