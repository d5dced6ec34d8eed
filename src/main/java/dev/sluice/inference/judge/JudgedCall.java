package dev.sluice.inference.judge;

import dev.sluice.dialect.InferenceRequest;
import dev.sluice.inference.notes.CallNotes;
import dev.sluice.inference.notes.InferenceLog;
import dev.sluice.inference.notes.SideCallNotes;
import dev.sluice.routing.Judging;
import dev.sluice.routing.Rung;
import dev.sluice.vocabulary.Purpose;

import io.vertx.core.MultiMap;

/**
 * The call whose answer is judged: what a score needs to make calls of its own.
 *
 * @param request the client's request
 * @param upHeaders the client's headers that may be passed on
 * @param rung the rung that answers
 * @param rungNumber its place in the ladder, from 1
 * @param judging what the answer is judged by
 * @param log where the score's own calls are noted
 */
public record JudgedCall(
        InferenceRequest request,
        MultiMap upHeaders,
        Rung rung,
        int rungNumber,
        Judging judging,
        InferenceLog log) {
    /** The notes of calls that are made for the score. */
    CallNotes.Notebook notebook(Purpose purpose) {
        return of -> new SideCallNotes(log.attemptOpened(rungNumber, purpose, of));
    }
}
