package dev.sluice.dialect.openai;

import dev.sluice.vocabulary.Operation;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A client's request: the few fields the gateway reads, and the body they were read from.
 * Everything else in the body passes untouched (invariant 14).
 *
 * @param operation what is asked
 * @param requestedModel the client's {@code model}
 * @param streaming whether the client wants server-sent events
 * @param usageWanted whether the client asked for a usage chunk at the end of its stream
 * @param user the client's {@code user}, its end user; null when it names none
 * @param metadata the strings of the client's {@code metadata}
 * @param body the client's bytes
 * @param logprobs what the client asked of log-probabilities
 * @param modelEdit where the model's name stands in the body
 * @param usageEdit what makes the body ask for usage; null when it does already
 */
@SuppressWarnings("ArrayRecordComponent") // Read once and never changed; equality is not used.
public record InferenceRequest(
        Operation operation,
        String requestedModel,
        boolean streaming,
        boolean usageWanted,
        @Nullable String user,
        Map<String, String> metadata,
        byte[] body,
        LogprobsAsked logprobs,
        Edit modelEdit,
        @Nullable Edit usageEdit) {

    /**
     * The body for an upstream: the client's bytes with the sent model in place of the requested
     * one and, for a stream, with usage asked for, since the gateway accounts for tokens even where
     * the client does not.
     *
     * @param alternatives alternatives of each token that the gateway needs, for a score of their
     *     log-probabilities; -1 when it needs none of that
     */
    public Buffer bodyFor(String sentModel, int alternatives) {
        List<Edit> edits = new ArrayList<>(4);
        if (!sentModel.equals(requestedModel)) {
            edits.add(modelEdit.with(Buffer.buffer(JsonText.quote(sentModel)).getBytes()));
        }
        if (streaming && usageEdit != null) {
            edits.add(usageEdit);
        }
        if (alternatives >= 0) {
            logprobs.ask(operation, alternatives, edits);
        }
        if (edits.isEmpty()) {
            return Buffer.buffer(body);
        }
        edits.sort(Comparator.comparingInt(Edit::start));
        Buffer edited = Buffer.buffer(body.length + 128);
        int at = 0;
        for (Edit edit : edits) {
            edited.appendBytes(body, at, edit.start - at).appendBytes(edit.replacement);
            at = edit.end;
        }
        return edited.appendBytes(body, at, body.length - at);
    }

    /** A replacement of {@code body[start, end)}. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Edit(int start, int end, byte[] replacement) {
        private Edit with(byte[] other) {
            return new Edit(start, end, other);
        }
    }
}
