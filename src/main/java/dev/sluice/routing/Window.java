package dev.sluice.routing;

import dev.sluice.config.route.WindowConfig;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How much of an answer is read before it is committed, on a rung that judges; the limit that is
 * reached first ends it.
 *
 * @param mode how the answer is held back
 * @param tokens tokens held at most
 * @param time time held at most, from the first token; null for no limit
 * @param bytes bytes held at most, on any rung
 */
public record Window(
        WindowConfig.Mode mode, int tokens, @Nullable Duration time, long bytes) {
    private static final int TOKENS = 16;
    private static final Duration TIME = Duration.ofMillis(500);
    private static final long BYTES = 16 * 1024;

    /** A gate holds whole answers; the bound only keeps a runaway model from filling the memory. */
    private static final long GATE_BYTES = 1024 * 1024;

    /**
     * The window that a route's configuration asks for, with what stands in for what it leaves out.
     */
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
