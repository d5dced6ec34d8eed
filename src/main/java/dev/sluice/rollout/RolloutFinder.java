package dev.sluice.rollout;

import io.smallrye.mutiny.Uni;

import java.util.Optional;

/** Where an experiment is found by its name. */
public interface RolloutFinder {
    /**
     * As the database has it now, whatever state it is in; fails with a {@link
     * dev.sluice.web.ProblemException}.
     */
    Uni<Optional<Rollout>> find(String id);
}
