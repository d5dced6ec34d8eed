package dev.sluice.experiment.live;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.ShadowPlan;

import org.jspecify.annotations.Nullable;

/**
 * An experiment in force, by which requests are assigned.
 *
 * @param definition the experiment as defined
 * @param stage of its rollout, from 0, including the shadow stage; 0 without a rollout
 * @param enrolled the units that keep their variant while nobody new is enrolled; null while the
 *     stage enrols units
 */
public record LiveExperiment(
        Definition definition, int stage, @Nullable KnownUnits enrolled) {
    /** Its id. */
    public String id() {
        return definition.id();
    }

    /** What is copied to the candidate; null unless this is the shadow stage. */
    public @Nullable ShadowPlan shadow() {
        RolloutPlan rollout = definition.rollout();
        return rollout != null && rollout.isShadow(stage) ? rollout.shadow() : null;
    }
}
