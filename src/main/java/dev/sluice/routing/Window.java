package dev.sluice.routing;

import dev.sluice.config.route.WindowConfig;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How much of an answer is read before commit on a rung that judges; the first limit reached ends
 * the window.
 *
 * @param mode how the answer is held back
 * @param tokens the most tokens held
 * @param time the longest time held, from the first token; null for no limit
 * @param bytes the most bytes held, on any rung
 */
public record Window(
        WindowConfig.Mode mode, int tokens, @Nullable Duration time, long bytes) {
    private static final int TOKENS = 16;
    private static final Duration TIME = Duration.ofMillis(500);
    private static final long BYTES = 16 * 1024;

    /** A gate holds whole answers; the limit only keeps a runaway model from filling the memory. */
    private static final long GATE_BYTES = 1024 * 1024;

    /** The window that a route configures, with defaults for what it leaves out. */
    public static Window of(WindowConfig config) {
        boolean gate = config.mode() == WindowConfig.Mode.GATE;
        Integer tokens = config.tokens();
        return new Window(
                config.mode(),
                tokens != null ? tokens : gate ? Integer.MAX_VALUE : TOKENS,
                config.time() != null ? config.time() : gate ? null : TIME,
                config.bytes() != null ? config.bytes().bytes() : gate ? GATE_BYTES : BYTES);
    }
}
