package dev.sluice.inference.verifier;

import dev.sluice.record.AttemptRecord;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.UpstreamFailure;
import org.jspecify.annotations.Nullable;

/**
 * One upstream call that was made for a verdict, as it ended.
 *
 * @param rung the rung of the verifier's route that was asked
 * @param ending how it ended
 * @param failure what went wrong; null unless it failed
 * @param servedModel the model's name as the answer reported it; null when none did
 * @param startedAt the verifier's clock, in nanoseconds, when it was opened
 * @param headNanos nanoseconds from then to the head of the answer; -1 when there was none
 * @param durationNanos nanoseconds from then to its end
 * @param tokens what it consumed, as far as it is known
 */
public record VerifierCall(
        Rung rung,
        Ending ending,
        @Nullable UpstreamFailure failure,
        @Nullable String servedModel,
        long startedAt,
        long headNanos,
        long durationNanos,
        AttemptRecord.Tokens tokens) {

    /** How a call ends. */
    public enum Ending {
        /** The judge answered, which need not have been a score. */
        COMPLETED,
        FAILED,
        /** The time for a verdict was over. */
        TIMED_OUT,
        CANCELLED
    }

    /** Hears of every call, once, on the event loop. */
    @FunctionalInterface
    public interface Listener {
        void onCall(VerifierCall call);
    }
}
