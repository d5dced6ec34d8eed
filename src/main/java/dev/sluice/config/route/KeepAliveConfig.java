package dev.sluice.config.route;

import dev.sluice.config.bind.Setting;

import java.time.Duration;

/**
 * What a streaming client gets while its answer is silent, so that no proxy in between gives up.
 */
public record KeepAliveConfig(
        @Setting(
                value = "comment sends an SSE comment; empty-chunk sends a chunk without text, for "
                        + "clients that choke on comments; off sends nothing.",
                byDefault = "comment")
        Mode mode,

        @Setting(
                value = "Time without output after which it is sent, and then repeated.",
                byDefault = "10s")
        Duration after) {

    /** What is sent. */
    public enum Mode {
        COMMENT,
        EMPTY_CHUNK,
        OFF
    }
}
