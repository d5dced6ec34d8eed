package dev.sluice.record;

import dev.sluice.vocabulary.AssignmentKind;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/**
 * The variant of an experiment that an inference was served.
 *
 * @param stage of the experiment's rollout, from 0
 * @param assignment how it came to it
 * @param shadowOf the inference that this one, which nobody saw, is a copy of; null for all others
 * @param similarity of a shadow's answer to the one that was served, in [0, 1]; NaN when it is not
 *     known
 */
public record Served(
        String experiment,
        String variant,
        int stage,
        AssignmentKind assignment,
        @Nullable UUID shadowOf,
        double similarity) {
    /** Makes that of an inference that somebody saw. */
    public static Served of(
            String experiment, String variant, int stage, AssignmentKind assignment) {
        return new Served(experiment, variant, stage, assignment, null, Double.NaN);
    }
}
