package dev.sluice.experiment.definition;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What a variant serves. */
public sealed interface Serving {
    /** What the route serves without the experiment: the control's. */
    record RouteLadder() implements Serving {}

    /**
     * One model before the route's ladder, which stays under it: what the candidate can't answer,
     * the route's rungs do. Where the model is one of the route's rungs it is asked first and not
     * again.
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
     * @param model its name in the configuration
     * @param threshold in [0, 1]; null takes the answer as it is
     */
    record RungChoice(String model, @Nullable Double threshold) {}
}
