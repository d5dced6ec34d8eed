package dev.sluice.inference.notes;

import dev.sluice.record.AttemptRecord;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.AttemptResult;

import org.jspecify.annotations.Nullable;

/** Keeps the notes of a call that is made to judge another's answer, as those of an attempt. */
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
        AttemptResult result = failure != null
                ? FailureWords.result(failure)
                : switch (ending) {
                    case COMPLETED -> AttemptResult.COMPLETED;
                    case FAILED -> AttemptResult.CUT;
                    case TIMED_OUT -> AttemptResult.TIMED_OUT;
                    case CANCELLED -> AttemptResult.GIVEN_UP;
                };
        notes.ended(result, failure, servedModel, tokens);
    }
}
