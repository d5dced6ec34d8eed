package dev.sluice.record;

import dev.sluice.vocabulary.Outcome;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One inference, as it ended. Immutable; made once, at the end, on the inference's event loop.
 *
 * <p>A new field is a new component of the group it belongs to. In a log written before the field
 * existed it is read as null, 0 or false.
 *
 * @param id the inference's id, a UUIDv7; the client got it as {@code x-request-id}
 * @param request what was asked
 * @param routing what served it
 * @param ending how it ended
 * @param attempts the upstream calls made for it, in order
 * @param text the request's and the answer's body, if the route keeps them; otherwise null
 * @param refusals what upstreams said when they refused, in order; empty without a text
 */
public record InferenceRecord(
        UUID id,
        Request request,
        Routing routing,
        Ending ending,
        List<AttemptRecord> attempts,
        @Nullable RecordedText text,
        List<RecordedRefusal> refusals) {
    /**
     * What was asked.
     *
     * @param startedAt when the whole request had arrived
     * @param operation what was asked, for example {@code chat_completions}
     * @param requestedModel the client's {@code model}; empty when the request was refused before
     *     it was read
     * @param streaming whether server-sent events were asked for
     * @param key name of the API key; null when the gateway has no keys
     * @param bytesIn bytes of the request's body
     */
    public record Request(
            Instant startedAt,
            String operation,
            String requestedModel,
            boolean streaming,
            @Nullable String key,
            long bytesIn) {}

    /**
     * What served it.
     *
     * @param route the route that served it; empty when it was refused before it had one
     * @param unit what experiments hash, as the route defines it; null when the request has none
     * @param served the variant of an experiment that served it; null when no experiment was
     *     involved
     * @param rung place in the ladder of the rung that answered, from 1; 0 when none did
     */
    public record Routing(
            String route, @Nullable String unit, @Nullable Served served, int rung) {}

    /**
     * How it ended.
     *
     * @param outcome how it ended
     * @param status HTTP status that the client got; 0 when it left before there was one
     * @param errorCode code of the error that the client got, before or after commit; null when
     *     there was none
     * @param bytesOut bytes of the answer's body written to the client's connection
     * @param times how long its phases took
     */
    public record Ending(
            Outcome outcome, int status, @Nullable String errorCode, long bytesOut, Times times) {}

    /**
     * How long the phases of an inference took, in nanoseconds from {@link Request#startedAt}; -1
     * where a phase was not reached.
     *
     * @param firstToken until the first token was written to the client's connection; for an answer
     *     that is not streamed, until the document was
     * @param meanGap mean gap between two tokens; -1 with fewer than two
     * @param worstGap the longest silence between two tokens; -1 with fewer than two
     * @param duration until the end
     * @param overhead the part of the duration not spent waiting for an upstream
     */
    public record Times(
            long firstToken, long meanGap, long worstGap, long duration, long overhead) {}

    /** The attempt whose answer the client got, complete or in part; null when there is none. */
    public @Nullable AttemptRecord answered() {
        for (AttemptRecord attempt : attempts) {
            if (attempt.call().rung() == routing.rung() && attempt.ending().committed()) {
                return attempt;
            }
        }
        return null;
    }

    /** This record without anything that was said. */
    public InferenceRecord withoutText() {
        return new InferenceRecord(id, request, routing, ending, attempts, null, List.of());
    }
}
