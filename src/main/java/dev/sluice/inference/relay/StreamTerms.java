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
 * @param request the client's request, with its protocol
 * @param maxFrameBytes the most bytes of one event
 * @param window how much is held at most before the answer is judged, or before its first content
 * @param evidence what the answer is judged by; null to commit at the first content
 * @param identity the id and time of the client's answer, from an earlier rung if one gave a part
 *     of it
 * @param marks what else is done with the stream
 */
public record StreamTerms(
        InferenceRequest request,
        int maxFrameBytes,
        Window window,
        @Nullable Evidence evidence,
        OneIdentity identity,
        Set<Mark> marks) {
    /** What is done with some streams only. */
    public enum Mark {
        /** One chunk is kept, as the pattern for empty chunks. */
        SAMPLE_KEPT,

        /** The client sees the answer before it is judged, which happens at its end. */
        ON_TRIAL,

        /** It continues the answer that another rung began. */
        CARRIES_ON,

        /** Its text is kept, so that another rung can continue it. */
        TEXT_KEPT
    }

    boolean has(Mark mark) {
        return marks.contains(mark);
    }
}
