package dev.sluice.inference.relay;

import dev.sluice.dialect.InferenceRequest;
import dev.sluice.dialect.OneIdentity;
import dev.sluice.inference.judge.Evidence;
import dev.sluice.routing.Window;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * How the stream of one attempt is to be read.
 *
 * @param request what the client asked, and in which protocol
 * @param maxFrameBytes bytes of the longest event
 * @param window how much of it is held at most before it is judged, or before its first content
 * @param evidence what the answer is judged by; null commits at the first content
 * @param identity the id and time of the client's answer, from an earlier rung if one gave a part
 *     of it
 * @param marks what else is done with it
 */
public record StreamTerms(
        InferenceRequest request,
        int maxFrameBytes,
        Window window,
        @Nullable Evidence evidence,
        OneIdentity identity,
        Set<Mark> marks) {
    /** What is done with some answers only. */
    public enum Mark {
        /** One chunk is kept, to make an empty one of. */
        SAMPLE_KEPT,

        /** The client sees it before it is judged, at its end. */
        ON_TRIAL,

        /** It carries on what another rung began. */
        CARRIES_ON,

        /** Its text is kept, so that another rung can carry it on. */
        TEXT_KEPT
    }

    boolean has(Mark mark) {
        return marks.contains(mark);
    }
}
