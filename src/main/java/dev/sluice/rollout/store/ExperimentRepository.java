package dev.sluice.rollout.store;

import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutFinder;

import io.smallrye.mutiny.Uni;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** Reads and defines experiments, each call on a connection of a lane (ADR 0011). */
@ApplicationScoped
public class ExperimentRepository implements RolloutFinder {
    private final Lanes lanes;

    ExperimentRepository(Lanes lanes) {
        this.lanes = lanes;
    }

    @Override
    public Uni<Optional<Rollout>> find(String id) {
        return lanes.run(Lane.EXPERIMENTS, on -> ExperimentTable.find(on, id));
    }

    /** The newest, at most {@link ExperimentTable#LISTED_MAX}, optionally of one route or state. */
    public Uni<List<Rollout>> list(@Nullable String route, @Nullable String state) {
        return lanes.run(Lane.EXPERIMENTS, on -> ExperimentTable.list(on, route, state));
    }

    /** What was done to an experiment, the latest first. */
    public Uni<List<Change>> changes(String id) {
        return lanes.run(Lane.EXPERIMENTS, on -> ChangeTable.of(on, id));
    }

    /** Defines one, which is pending; empty when there is one with that id already. */
    public Uni<Optional<Rollout>> create(Definition definition, Change.Said said) {
        return lanes.run(
                Lane.EXPERIMENT_CHANGES, on -> ExperimentTable.create(on, definition, said));
    }

    /** Redefines a pending one; empty when it has another version, or is not pending. */
    public Uni<Optional<Rollout>> replace(Definition definition, long version, Change.Said said) {
        return lanes.run(
                Lane.EXPERIMENT_CHANGES,
                on -> ExperimentTable.replace(on, definition, version, said));
    }

    /** Whether and why the experiments of a route are switched off. */
    public Uni<Optional<RouteSwitch>> switchOf(String route) {
        return lanes.run(Lane.EXPERIMENTS, on -> ChangeTable.find(on, route));
    }

    /**
     * Switches a route's experiments off.
     *
     * @param key name of the API key that did it; null for a request without one
     */
    public Uni<Void> switchOff(String route, @Nullable String key, Change.Said said) {
        return lanes.run(Lane.EXPERIMENT_CHANGES, on -> ChangeTable.off(on, route, key, said));
    }

    /** Switches them on again; does nothing if they are on. */
    public Uni<Void> switchOn(String route, Change.Said said) {
        return lanes.run(Lane.EXPERIMENT_CHANGES, on -> ChangeTable.on(on, route, said));
    }
}
