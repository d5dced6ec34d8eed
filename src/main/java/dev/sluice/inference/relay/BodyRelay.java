package dev.sluice.inference.relay;

import dev.sluice.dialect.ChunkReader;
import dev.sluice.dialect.FrameEdits;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.dialect.Spans;
import dev.sluice.inference.judge.Evidence;
import dev.sluice.inference.notes.Consumed;
import dev.sluice.record.AttemptRecord;
import dev.sluice.stream.PieceBytes;
import dev.sluice.stream.SseFrame;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Forwards a document. Holds it until it is whole, so that a cut upstream, an error inside a 200 or
 * anything but a JSON object still leads to the next rung or to a status. A document larger than
 * the bound is streamed on from there, and a cut then cuts the client's connection too.
 */
public final class BodyRelay extends Relay {
    private static final int HELD_BYTES = 1024 * 1024;
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final ChunkReader document;
    private final boolean logprobsWanted;
    private final boolean hasChoices;
    private final @Nullable Evidence evidence;
    private @Nullable Buffer held;
    private boolean read;

    /** @param evidence what the answer is judged by; null if it is not judged */
    public BodyRelay(
            TokenStream stream,
            Listener listener,
            InferenceRequest request,
            @Nullable Evidence evidence) {
        super(stream, request.dialect(), listener);
        this.document = dialect.answers().chunkReader();
        this.logprobsWanted = request.logprobsWanted();
        this.hasChoices = request.operation() != Operation.EMBEDDINGS;
        this.evidence = evidence;
    }

    @Override
    void onPiece(Buffer piece) {
        ClientStream client = client();
        if (client != null) {
            client.add(piece);
            return;
        }
        held = held == null ? piece : held.appendBuffer(piece);
        if (held.length() > HELD_BYTES) {
            becomeReady();
        }
    }

    @Override
    void onEnd() {
        ClientStream client = client();
        if (client != null) {
            complete(client::end);
            return;
        }
        if (isReady()) {
            return; // It is larger than the bound, and whole before its commit.
        }
        Buffer whole = held == null ? Buffer.buffer() : held;
        PieceBytes bytes = PieceBytes.of(whole);
        int from = SseFrame.afterMark(bytes.array(), bytes.from(), bytes.to());
        read = document.read(bytes.array(), from, bytes.to());
        UpstreamFailure failure = failure(whole, bytes);
        if (failure != null) {
            fail(failure);
            return;
        }
        held = mended(whole, bytes);
        listener.onTokens();
        becomeReady();
    }

    /** What is wrong with it as an answer; null if it is one. */
    private @Nullable UpstreamFailure failure(Buffer whole, PieceBytes bytes) {
        boolean choiceMissing = hasChoices && !document.hasChoice();
        if (read && !document.isError() && !choiceMissing) {
            return null;
        }
        if ((read && document.isError()) || dialect.errors().isError(whole)) {
            return errorInside200(bytes.array(), bytes.from(), bytes.to());
        }
        String what = read
                ? "sent a document without choices"
                : "sent a document that is not a JSON object";
        return new UpstreamFailure.Cut(
                "the upstream " + (whole.length() == 0 ? "sent an empty answer" : what));
    }

    /** The document as the client gets it. */
    private Buffer mended(Buffer whole, PieceBytes bytes) {
        FrameEdits edits = new FrameEdits();
        document.replaceNonNumbers(edits);
        if (evidence != null) {
            evidence.noteHeldBytes(whole.length());
            takeOwnLogprobs(bytes.array(), evidence, edits);
        }
        return edits.isEmpty()
                ? whole
                : Buffer.buffer(edits.apply(bytes.array(), bytes.from(), bytes.to()));
    }

    /** Takes the evidence, and out of the document what only the gateway asked for. */
    private void takeOwnLogprobs(byte[] bytes, Evidence found, FrameEdits edits) {
        found.add(document, bytes, logprobsWanted ? edits : null);
        if (!logprobsWanted && found.asksLogprobs()) {
            Spans spans = document.logprobSpans();
            for (int i = 0; i < spans.count(); i++) {
                edits.replace(spans.from(i), spans.to(i), NULL);
            }
        }
    }

    @Override
    void onCommit(ClientStream client) {
        Buffer whole = held == null ? Buffer.buffer() : held;
        held = null;
        if (read) {
            complete(() -> client.answer(whole));
            return;
        }
        client.commitBody();
        client.add(whole);
        if (isDrained()) {
            complete(client::end);
        }
    }

    @Override
    public boolean isWhole() {
        return read;
    }

    @Override
    public AttemptRecord.Tokens tokens() {
        return Consumed.of(document.usage());
    }

    @Override
    @Nullable
    public String servedModel() {
        return read ? document.model() : null;
    }
}
