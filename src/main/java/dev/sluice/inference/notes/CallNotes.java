package dev.sluice.inference.notes;

import dev.sluice.record.AttemptRecord;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.UpstreamFailure;

import org.jspecify.annotations.Nullable;

/** Takes notes of one upstream call that is made for an assessment, on the event loop. */
public interface CallNotes {
    /** The head of the answer is there. */
    void head();

    /**
     * It has ended; told once.
     *
     * @param failure what went wrong; null unless it failed
     * @param servedModel the model's name as the answer reported it; null when none did
     * @param tokens what it consumed, as far as it is known
     */
    void ended(
            Ending ending,
            @Nullable UpstreamFailure failure,
            @Nullable String servedModel,
            AttemptRecord.Tokens tokens);

    /** How a call ends. */
    enum Ending {
        /** The judge answered, which need not have been a score. */
        COMPLETED,
        FAILED,
        /** The time for an assessment was over. */
        TIMED_OUT,
        CANCELLED
    }

    /** Begins the notes of each call. */
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
