package dev.sluice.upstream;

/**
 * Whether a model can answer now.
 *
 * @param ready whether it can
 * @param detail what it is waiting for or what to do about it; empty when it is ready
 */
public record Readiness(boolean ready, String detail) {
    /** Nothing stands in the way. */
    public static final Readiness READY = new Readiness(true, "");
}
