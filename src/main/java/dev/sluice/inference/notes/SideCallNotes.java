package dev.sluice.inference.notes;

import dev.sluice.record.AttemptRecord;
import dev.sluice.upstream.UpstreamFailure;

import org.jspecify.annotations.Nullable;

/** Notes of a call that is made to judge another one's answer, as those of an attempt. */
public final class SideCallNotes implements CallNotes {
    private final AttemptNotes notes;

    public SideCallNotes(AttemptNotes notes) {
        this.notes = notes;
    }

    @Override
    public void head() {
        notes.head();
    }

    @Override
    public void ended(
            Ending ending,
            @Nullable UpstreamFailure failure,
            @Nullable String servedModel,
            AttemptRecord.Tokens tokens) {
        int refusal = failure instanceof UpstreamFailure.Refused refused ? refused.status() : 0;
        String result = failure != null
                ? FailureLabels.label(failure)
                : switch (ending) {
                    case COMPLETED -> "completed";
                    case FAILED -> "cut";
                    case TIMED_OUT -> "timed_out";
                    case CANCELLED -> "given_up";
                };
        notes.ended(result, refusal, servedModel, tokens);
    }
}
