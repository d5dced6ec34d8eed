package dev.sluice.record;

import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Purpose;

import org.jspecify.annotations.Nullable;

/**
 * One upstream call made for an inference, as it ended. Immutable.
 *
 * @param ordinal its place among the attempts of its inference, from 1
 * @param rung place in the ladder of the rung it was made for, from 1
 * @param purpose what it was made for
 * @param model name in {@code sluice.yaml} of the model that was asked
 * @param upstream name of the upstream that was asked
 * @param sentModel the model's name as it was sent
 * @param servedModel the model's name as the answer reported it; null when none did
 * @param result how it ended
 * @param status HTTP status of the upstream's answer; 0 when there was none
 * @param committed whether its answer became the client's
 * @param startedNanos nanoseconds from the inference's start to its own
 * @param headNanos nanoseconds from its start to the head of the answer; -1 when there was none
 * @param firstTokenNanos nanoseconds from its start to its first token; -1 when there was none
 * @param durationNanos nanoseconds from its start to its end
 * @param judgement what was found of its answer; null when it was not judged
 * @param tokens what it consumed, as far as it is known
 */
public record AttemptRecord(
        int ordinal,
        int rung,
        Purpose purpose,
        String model,
        String upstream,
        String sentModel,
        @Nullable String servedModel,
        AttemptResult result,
        int status,
        boolean committed,
        long startedNanos,
        long headNanos,
        long firstTokenNanos,
        long durationNanos,
        @Nullable Judgement judgement,
        Tokens tokens) {

    /**
     * Tokens of one attempt.
     *
     * @param prompt tokens of the prompt; -1 when unknown
     * @param cached those of the prompt that the upstream had in its cache; 0 when it did not say
     * @param completion tokens of the answer, of a partial one too; -1 when unknown
     * @param reported whether the upstream reported them; else they were counted as they passed,
     *     one for each chunk with content, and the true number may be higher
     */
    public record Tokens(long prompt, long cached, long completion, boolean reported) {
        /** Nothing is known. */
        public static final Tokens UNKNOWN = new Tokens(-1, 0, -1, false);
    }
}
