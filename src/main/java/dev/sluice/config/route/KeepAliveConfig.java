package dev.sluice.config.route;

import dev.sluice.config.bind.Setting;

import java.time.Duration;

/**
 * What a streaming client is sent while its answer has nothing to say, so that no proxy in between
 * gives up.
 */
public record KeepAliveConfig(
        @Setting(
                value = "comment sends an SSE comment; empty-chunk a chunk without text, for "
                        + "clients that choke on comments; off nothing.",
                byDefault = "comment")
        Mode mode,

        @Setting(
                value = "After so long with nothing sent, and again after each such time.",
                byDefault = "10s")
        Duration after) {

    /** What is sent. */
    public enum Mode {
        COMMENT,
        EMPTY_CHUNK,
        OFF
    }
}
