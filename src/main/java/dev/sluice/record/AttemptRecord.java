package dev.sluice.record;

import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Purpose;

import org.jspecify.annotations.Nullable;

/**
 * One upstream call made for an inference, as it ended. Immutable.
 *
 * @param ordinal its place among the attempts of its inference, from 1
 * @param call what was called, and what for
 * @param ending what came of it
 * @param times how long its phases took
 * @param judgement the verdict on its answer; null when it was not judged
 */
public record AttemptRecord(
        int ordinal,
        Call call,
        Ending ending,
        Times times,
        @Nullable Judgement judgement) {
    /**
     * What was called.
     *
     * @param rung place in the ladder of the rung it was made for, from 1
     * @param purpose what it was made for
     * @param model name in {@code sluice.yaml} of the model that was asked
     * @param upstream name of the upstream that was asked
     * @param sentModel the model's name as it was sent
     */
    public record Call(
            int rung, Purpose purpose, String model, String upstream, String sentModel) {}

    /**
     * How the call ended.
     *
     * @param result how it ended
     * @param status HTTP status of the upstream's answer; 0 when there was none
     * @param committed whether its answer was committed to the client
     * @param servedModel the model's name as the answer reported it; null when it reported none
     * @param tokens what it consumed, as far as known
     */
    public record Ending(
            AttemptResult result,
            int status,
            boolean committed,
            @Nullable String servedModel,
            Tokens tokens) {}

    /**
     * When its phases were reached, in nanoseconds; -1 for a phase that was not.
     *
     * @param started from the inference's start to the attempt's
     * @param head from the attempt's start to the head of the answer
     * @param firstToken from the attempt's start to its first token
     * @param duration from the attempt's start to its end
     */
    public record Times(long started, long head, long firstToken, long duration) {}

    /**
     * Tokens of one attempt.
     *
     * @param prompt tokens of the prompt; -1 when unknown
     * @param cached prompt tokens that the upstream had in its cache; 0 when it did not say
     * @param completion tokens of the answer, even of a partial one; -1 when unknown
     * @param reported whether the upstream reported them; otherwise each chunk with content counts
     *     as one, and the true number may be higher
     */
    public record Tokens(long prompt, long cached, long completion, boolean reported) {
        /** Nothing is known. */
        public static final Tokens UNKNOWN = new Tokens(-1, 0, -1, false);
    }
}
