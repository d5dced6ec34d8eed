package dev.sluice.experiment.live;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.ShadowPlan;

import org.jspecify.annotations.Nullable;

/**
 * An experiment that requests are assigned by.
 *
 * @param definition what it is
 * @param stage of its rollout, from 0, the shadow's among them; 0 without a rollout
 * @param enrolled who goes on with a variant while nobody new is enrolled; null while units are
 *     enrolled as the stage says
 */
public record LiveExperiment(
        Definition definition, int stage, @Nullable KnownUnits enrolled) {
    /** The name that it has. */
    public String id() {
        return definition.id();
    }

    /** What is copied to the candidate; null unless this is the shadow's stage. */
    public @Nullable ShadowPlan shadow() {
        RolloutPlan rollout = definition.rollout();
        return rollout != null && rollout.isShadow(stage) ? rollout.shadow() : null;
    }
}
