package dev.sluice.config;

import java.time.Duration;

/** The bounded prefix of an answer that is held back until it is judged. */
public record WindowConfig(
        @Setting(
                value =
                        "holdback keeps the window back; gate the whole answer; replace streams at once and may replace it.",
                byDefault = "holdback")
        Mode mode,

        @Setting(value = "Tokens held at most.", byDefault = "16", min = 1, max = 4096)
        int tokens,

        @Setting(value = "Time held at most.", byDefault = "500ms")
        Duration time,

        @Setting(value = "Bytes held at most.", byDefault = "16KiB", min = 256, max = 16_777_216)
        ByteSize bytes) {

    /** The ways of holding an answer back. */
    public enum Mode {
        HOLDBACK,
        GATE,
        REPLACE
    }
}
