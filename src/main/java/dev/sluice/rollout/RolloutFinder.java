package dev.sluice.rollout;

import io.smallrye.mutiny.Uni;

import java.util.Optional;

/** Finds an experiment by its id. */
public interface RolloutFinder {
    /**
     * The experiment as the database has it now, in whatever state; fails with a {@link
     * dev.sluice.web.ProblemException}.
     */
    Uni<Optional<Rollout>> find(String id);
}
