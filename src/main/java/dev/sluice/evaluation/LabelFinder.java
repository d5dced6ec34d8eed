package dev.sluice.evaluation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.UUID;

/** Finds the answer's model and score in the record of an inference. */
@FunctionalInterface
public interface LabelFinder {
    /**
     * Looks an inference up.
     *
     * @throws IOException if no inference can be looked up, neither this one nor any other
     */
    Found find(UUID id) throws IOException, InterruptedException;

    /**
     * The result of a look-up.
     *
     * @param model the model that answered; null if nothing usable was found
     * @param score the raw score
     * @param source where the score came from
     * @param problem what was expected, if nothing usable was found
     */
    record Found(
            @Nullable String model,
            double score,
            @Nullable String source,
            @Nullable String problem) {
        static Found nothing(String problem) {
            return new Found(null, Double.NaN, null, problem);
        }
    }
}
