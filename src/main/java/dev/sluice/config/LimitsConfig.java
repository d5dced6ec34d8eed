package dev.sluice.config;

/** Bounds on what one request may ask for. */
public record LimitsConfig(
        @Setting(value = "Largest request body.", byDefault = "16MiB", min = 1024, max = 1_073_741_824)
        ByteSize body,

        @Setting(value = "Deepest nesting of a request's JSON.", byDefault = "64", min = 4, max = 1000)
        int depth) {}
