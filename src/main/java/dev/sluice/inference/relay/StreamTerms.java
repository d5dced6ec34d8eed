package dev.sluice.inference.relay;

import dev.sluice.dialect.openai.OneIdentity;
import dev.sluice.inference.judge.Evidence;

import org.jspecify.annotations.Nullable;

/**
 * How the stream of one attempt is to be read.
 *
 * @param usageWanted whether the client asked for the usage chunk
 * @param logprobsWanted whether the client asked for log-probabilities
 * @param maxFrameBytes bytes of the longest event
 * @param sampleKept whether one chunk of the answer is kept, to make an empty one of
 * @param heldTokens tokens held at most before the answer is judged
 * @param heldBytes bytes held at most before that, and at most before the first content
 * @param evidence what the answer is judged by; null commits at the first content
 * @param trial whether the client sees the answer before it is judged, at its end
 * @param identity the id and time of the client's answer, from an earlier rung if one gave a part
 *     of it
 * @param carriesOn whether it carries on an answer that another rung began
 * @param textKept whether the text is kept, so that another rung can carry the answer on
 */
public record StreamTerms(
        boolean usageWanted,
        boolean logprobsWanted,
        int maxFrameBytes,
        boolean sampleKept,
        int heldTokens,
        long heldBytes,
        @Nullable Evidence evidence,
        boolean trial,
        OneIdentity identity,
        boolean carriesOn,
        boolean textKept) {}
