package dev.sluice.experiment.definition;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What a variant serves. */
public sealed interface Serving {
    /** What the route serves without the experiment, as the control does. */
    record RouteLadder() implements Serving {}

    /**
     * One model in front of the route's ladder: what the candidate can't answer, the route's rungs
     * do. If the model is already one of those rungs, it is asked first and not again.
     */
    record InFront(RungChoice rung) implements Serving {}

    /** A ladder of its own, instead of the route's; never empty. */
    record Ladder(List<RungChoice> rungs) implements Serving {
        public Ladder {
            rungs = List.copyOf(rungs);
        }
    }

    /**
     * A rung of a variant.
     *
     * @param model the model's name in the configuration
     * @param threshold in [0, 1]; null accepts any answer
     */
    record RungChoice(String model, @Nullable Double threshold) {}
}
