package dev.sluice.rollout;

import dev.sluice.experiment.definition.Definition;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * An experiment as the database has it.
 *
 * @param definition what it is
 * @param state how far it has come
 * @param retired whether the configuration serves its winner now, so that the experiment no longer
 *     does
 * @param version one more with each change; a change applies only to the version that its author
 *     has seen
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
    /** The id in its definition. */
    public String id() {
        return definition.id();
    }
}
