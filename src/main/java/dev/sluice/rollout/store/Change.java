package dev.sluice.rollout.store;

import dev.sluice.vocabulary.ChangeAction;
import dev.sluice.vocabulary.RolloutState;
import dev.sluice.vocabulary.Word;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One row of the audit; what does not apply is null.
 *
 * @param seq its place among all changes
 * @param by who did it: {@code key:NAME}, {@code local}, {@code controller} or {@code breaker}
 * @param before the state before
 * @param after the state after it
 * @param version the experiment's, after it
 */
public record Change(
        long seq,
        @Nullable String experiment,
        String route,
        Word<ChangeAction> action,
        String by,
        @Nullable Word<RolloutState> before,
        @Nullable Word<RolloutState> after,
        @Nullable Long version,
        String reason,
        Instant at) {
    /** Who does something, why and when. */
    public record Said(String by, String reason, Instant at) {}
}
