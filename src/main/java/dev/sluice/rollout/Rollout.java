package dev.sluice.rollout;

import dev.sluice.experiment.definition.Definition;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * An experiment as the database has it.
 *
 * @param definition what it is
 * @param state how far it has come
 * @param retired whether its winner is served no longer by it: the configuration has it now
 * @param version one more with each change; a change is made only to the version that its maker has
 *     seen
 * @param startedAt null before it has begun
 * @param endedAt null before it has ended
 */
public record Rollout(
        Definition definition,
        State state,
        boolean retired,
        long version,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Instant changedAt) {
    /** The name that it has. */
    public String id() {
        return definition.id();
    }
}
