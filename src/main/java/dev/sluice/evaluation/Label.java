package dev.sluice.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * One answer whose quality is known.
 *
 * @param line line in the file, from 1
 * @param model name in {@code sluice.yaml} of the model that answered
 * @param score the raw score, from 0 to 1
 * @param correct whether the answer was good
 * @param source where the score came from, if known
 */
public record Label(
        int line,
        String model,
        double score,
        boolean correct,
        @Nullable String source) {}
