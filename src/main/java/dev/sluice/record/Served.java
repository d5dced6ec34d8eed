package dev.sluice.record;

import dev.sluice.vocabulary.AssignmentKind;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/**
 * The variant of an experiment that served an inference.
 *
 * @param stage the stage of the experiment's rollout, from 0
 * @param assignment how the variant was chosen
 * @param shadowOf the inference that this one copies, if it is a shadow; otherwise null
 * @param similarity how similar a shadow's answer is to the one that was served, in [0, 1]; NaN
 *     when unknown
 */
public record Served(
        String experiment,
        String variant,
        int stage,
        AssignmentKind assignment,
        @Nullable UUID shadowOf,
        double similarity) {
    /** For an inference whose answer went to a client. */
    public static Served of(
            String experiment, String variant, int stage, AssignmentKind assignment) {
        return new Served(experiment, variant, stage, assignment, null, Double.NaN);
    }
}
