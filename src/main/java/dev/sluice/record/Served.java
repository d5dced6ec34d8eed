package dev.sluice.record;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/**
 * The variant of an experiment that an inference was served.
 *
 * @param stage of the experiment's rollout, from 0
 * @param assignment how it came to it: enrolled, drawn, tester or shadow. Only enrolled units are
 *     counted
 * @param shadowOf the inference that this one, which nobody saw, is a copy of; null for all others
 * @param similarity of a shadow's answer to the one that was served, in [0, 1]; NaN when it is not
 *     known
 */
public record Served(
        String experiment,
        String variant,
        int stage,
        String assignment,
        @Nullable UUID shadowOf,
        double similarity) {
    /** The assignment of units that an experiment counts. */
    public static final String ENROLLED = "enrolled";

    /** That of one request without a unit. */
    public static final String DRAWN = "drawn";

    public static final String TESTER = "tester";
    /** Of copies that nobody saw. */
    public static final String SHADOW = "shadow";

    /** Makes that of an inference that somebody saw. */
    public static Served of(String experiment, String variant, int stage, String assignment) {
        return new Served(experiment, variant, stage, assignment, null, Double.NaN);
    }
}
