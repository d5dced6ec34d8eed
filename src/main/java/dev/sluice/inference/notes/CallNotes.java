package dev.sluice.inference.notes;

import dev.sluice.record.AttemptRecord;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.UpstreamFailure;

import org.jspecify.annotations.Nullable;

/** Takes notes of one upstream call that is made to judge an answer. Called on the event loop. */
public interface CallNotes {
    /** The head of the answer has arrived. */
    void head();

    /**
     * The call has ended. Called once.
     *
     * @param failure what went wrong; null unless it failed
     * @param servedModel the model's name as the answer reported it; null if there is none
     * @param tokens what it consumed, as far as known
     */
    void ended(
            Ending ending,
            @Nullable UpstreamFailure failure,
            @Nullable String servedModel,
            AttemptRecord.Tokens tokens);

    /** How a call ends. */
    enum Ending {
        /** The judge answered, with or without a score. */
        COMPLETED,
        FAILED,
        /** The time for the assessment was over. */
        TIMED_OUT,
        CANCELLED
    }

    /** Makes the notes of each call. */
    @FunctionalInterface
    interface Notebook {
        /**
         * A call is being opened.
         *
         * @param rung the rung of the verifier's route that is asked
         */
        CallNotes opened(Rung rung);
    }
}
