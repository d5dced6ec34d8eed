package dev.sluice.upstream;

/**
 * Whether a model can answer now.
 *
 * @param ready whether it can
 * @param detail what it is waiting for or what to do about it; empty when it is ready
 */
public record Readiness(boolean ready, String detail) {
    /** The readiness of a model that can answer. */
    public static final Readiness READY = new Readiness(true, "");
}
