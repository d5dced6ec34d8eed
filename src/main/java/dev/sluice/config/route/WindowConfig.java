package dev.sluice.config.route;

import dev.sluice.config.bind.ByteSize;
import dev.sluice.config.bind.Setting;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * The bounded prefix of an answer that is held back until it is judged. The limit reached first
 * ends it.
 */
public record WindowConfig(
        @Setting(
                value = "holdback holds the window back; gate holds the whole answer; replace "
                        + "streams at once and may replace the answer, for clients that ask for it "
                        + "(others get holdback).",
                byDefault = "holdback")
        Mode mode,

        @Setting(
                value = "Tokens held at most. Absent: 16; with mode gate no limit.",
                min = 1,
                max = 4096)
        @Nullable
        Integer tokens,

        @Setting("Time held at most, from the first token. Absent: 500ms; with mode gate no limit.")
        @Nullable
        Duration time,

        @Setting(
                value = "Bytes held at most. Absent: 16KiB; with mode gate 1MiB.",
                min = 256,
                max = 16_777_216)
        @Nullable
        ByteSize bytes,

        @Setting(
                value = "Tokens per second in the window below which the next rung is tried, if "
                        + "there is one. Absent: any speed is accepted.",
                min = 0.01,
                max = 100_000)
        @Nullable
        Double floor) {

    /** The ways of holding an answer back. */
    public enum Mode {
        HOLDBACK,
        GATE,
        REPLACE
    }
}
