package dev.sluice.rollout.store;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One row of the audit; null where it does not apply.
 *
 * @param seq its place among all changes
 * @param by whoever did it: {@code key:NAME}, {@code local}, {@code controller} or {@code breaker}
 * @param before the state before
 * @param after the state after it
 * @param version the experiment's, after it
 */
public record Change(
        long seq,
        @Nullable String experiment,
        String route,
        String action,
        String by,
        @Nullable String before,
        @Nullable String after,
        @Nullable Long version,
        String reason,
        Instant at) {
    /** What somebody said who did something. */
    public record Said(String by, String reason, Instant at) {}
}
