package dev.sluice.evaluation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.UUID;

/** Finds what an inference that was recorded has to say about its answer. */
@FunctionalInterface
public interface LabelFinder {
    /**
     * Looks an inference up.
     *
     * @throws IOException when nothing can be looked up, this one or any other
     */
    Found find(UUID id) throws IOException, InterruptedException;

    /**
     * What was found.
     *
     * @param model that answered; null when nothing was found that can be used
     * @param score the raw score
     * @param source where the score came from
     * @param problem what was expected, when nothing was found that can be used
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
