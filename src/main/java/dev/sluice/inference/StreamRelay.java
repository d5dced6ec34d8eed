package dev.sluice.inference;

import dev.sluice.record.AttemptRecord;
import dev.sluice.stream.PieceBytes;
import dev.sluice.stream.SseFrame;
import dev.sluice.stream.SseFrames;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamFailure;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Forwards a stream of server-sent events as it comes, frame by whole frame, and reads along: what is held until the
 * first content, the usage chunk that only the gateway asked for, errors inside a 200, the end.
 *
 * <p>Runs on the exchange's event loop. Memory is bounded by the window before commit, by the largest frame after it,
 * and by the client's write queue, which pauses the upstream when it is full.
 */
final class StreamRelay extends Relay {
    private static final String DONE = "[DONE]";
    private static final Buffer DONE_EVENT = Buffer.buffer("data: [DONE]\n\n");
    private static final Buffer BLANK_LINE = Buffer.buffer("\n\n");

    private final boolean usageWanted;
    private final long windowBytes;
    private final boolean sampleKept;
    private final SseFrames frames;
    private final SseFrame frame = new SseFrame();
    private final ChunkSkim chunk = new ChunkSkim();
    private final OneIdentity identity = new OneIdentity();
    private final ChunkTemplate template = new ChunkTemplate();
    private final SseFrames.Sink sink = new FrameSink();

    /** What earlier pieces brought and nobody has seen yet, since the answer is not committed. */
    private @Nullable Buffer held;

    /** The piece that is being read, and where its bytes lie. */
    private @Nullable Buffer piece;

    private byte @Nullable [] pieceBytes;
    private int pieceStart;

    /** Frames that follow each other in one piece go on as one slice of it: {@code runBytes[runStart, runEnd)}. */
    private byte @Nullable [] runBytes;

    private int runStart;
    private int runEnd;
    private boolean chunkSeen;
    private long tokens;
    private long tokensTold;
    private @Nullable String servedModel;
    private byte @Nullable [] sample;

    /** @param sampleKept whether one chunk of the answer is kept, to make {@link #emptyChunk()} of */
    StreamRelay(
            TokenStream stream,
            ClientStream client,
            Listener listener,
            boolean usageWanted,
            long windowBytes,
            int maxFrameBytes,
            boolean sampleKept) {
        super(stream, client, listener);
        this.usageWanted = usageWanted;
        this.windowBytes = windowBytes;
        this.frames = new SseFrames(maxFrameBytes);
        this.sampleKept = sampleKept;
    }

    @Override
    void onPiece(Buffer next) {
        PieceBytes bytes = PieceBytes.of(next);
        piece = next;
        pieceBytes = bytes.array();
        pieceStart = bytes.from();
        try {
            frames.feed(bytes.array(), bytes.from(), bytes.to(), sink);
            endRun();
        } catch (SseFrames.FrameTooLong e) {
            endRun();
            tellTokens();
            fail(new UpstreamFailure.Cut("the upstream sent " + e.getMessage()));
        }
        piece = null;
        pieceBytes = null;
        tellTokens();
    }

    /** Once for all that arrived together, and before whatever ends the answer. */
    private void tellTokens() {
        if (tokens > tokensTold) {
            tokensTold = tokens;
            listener.onTokens();
        }
    }

    @Override
    AttemptRecord.Tokens tokens() {
        return chunk.usageSeen() ? chunk.tokens() : new AttemptRecord.Tokens(-1, 0, tokens, false);
    }

    @Override
    @Nullable
    String servedModel() {
        return servedModel;
    }

    private void onFrame(byte[] bytes, int start, int end) {
        if (isOver()) {
            return;
        }
        boolean hasData = frame.read(bytes, start, end);
        if (frame.hasId()) {
            onFrameWithId(bytes, start, end);
        } else if (!hasData) {
            forward(bytes, start, end);
        } else if (frame.startsWith(DONE)) {
            finishWith(bytes, start, end);
        } else if (!chunk.read(frame.bytes(), frame.from(), frame.to())) {
            endRun(); // Before the error event that follows.
            tellTokens();
            fail(new UpstreamFailure.Cut("the upstream sent an event that is not JSON"));
        } else if (chunk.isError()) {
            onErrorEvent(bytes, start, end);
        } else {
            onChunk(bytes, start, end);
        }
    }

    /** An id makes OpenAI's Python client fail on the next blank line (wire.md 1): the frame goes on without it. */
    private void onFrameWithId(byte[] bytes, int start, int end) {
        byte[] without = SseFrame.withoutId(bytes, start, end);
        onFrame(without, 0, without.length);
    }

    private void onChunk(byte[] bytes, int start, int end) {
        identity.apply(chunk, frame.bytes());
        if (!chunkSeen) {
            chunkSeen = true;
            servedModel = chunk.model();
        }
        if (chunk.isUsageOnly() && !usageWanted) {
            return;
        }
        if (!client.isCommitted() && (chunk.hasContent() || chunk.isFinish())) {
            commit();
            if (sampleKept) {
                sample = Arrays.copyOfRange(frame.bytes(), frame.from(), frame.to());
            }
        }
        if (chunk.hasContent()) {
            tokens++;
            if (frame.bytes() == bytes) {
                template.learn(bytes, start, end, chunk);
            }
        }
        forward(bytes, start, end);
    }

    /** A chunk of this answer that says nothing; null while the answer's id is not known. */
    @Nullable
    Buffer emptyChunk() {
        return sample == null ? null : KeepAlive.emptyChunk(Buffer.buffer(sample));
    }

    private void onErrorEvent(byte[] bytes, int start, int end) {
        if (client.isCommitted()) {
            endRun();
            client.add(withoutSecrets(bytes, start, end));
            tellTokens();
            abandon();
            listener.onErrorForwarded();
        } else {
            fail(errorInside200(frame.bytes(), frame.from(), frame.to()));
        }
    }

    private void finishWith(byte[] bytes, int start, int end) {
        if (!client.isCommitted() && !chunkSeen) {
            fail(new UpstreamFailure.Cut("the upstream ended its answer before it began"));
            return;
        }
        commit();
        forward(bytes, start, end);
        finish();
    }

    @Override
    void onEnd() {
        if (frames.pendingBytes() > 0) {
            onPiece(BLANK_LINE); // The last event lacked its blank line.
        }
        if (isOver()) {
            return;
        }
        if (chunk.allFinished()) {
            // Some servers leave the terminator out; clients wait for it.
            endRun();
            client.add(DONE_EVENT);
            finish();
        } else {
            fail(new UpstreamFailure.Cut("the upstream ended its answer before it was complete"));
        }
    }

    private void forward(byte[] bytes, int start, int end) {
        if (runBytes == bytes && runEnd == start) {
            runEnd = end;
        } else {
            endRun();
            runBytes = bytes;
            runStart = start;
            runEnd = end;
        }
        if (!client.isCommitted() && heldBytes() > windowBytes) {
            overflow();
        }
    }

    private int heldBytes() {
        return (held == null ? 0 : held.length()) + runEnd - runStart;
    }

    private void overflow() {
        if (chunkSeen) {
            commit();
        } else {
            fail(new UpstreamFailure.Cut("the upstream sent " + heldBytes() + " bytes and no chunk of an answer"));
        }
    }

    /** The run goes to the client, or is held until it may. */
    private void endRun() {
        if (runBytes == null) {
            return;
        }
        if (client.isCommitted()) {
            client.add(runBytes == pieceBytes ? ofPiece() : copyOfRun());
        } else {
            held = held == null ? copyOfRun() : held.appendBytes(runBytes, runStart, runEnd - runStart);
        }
        runBytes = null;
        runStart = runEnd;
    }

    private Buffer ofPiece() {
        Buffer whole = Objects.requireNonNull(piece);
        int from = runStart - pieceStart;
        int to = runEnd - pieceStart;
        return from == 0 && to == whole.length() ? whole : whole.slice(from, to);
    }

    private Buffer copyOfRun() {
        return Buffer.buffer(runEnd - runStart)
                .appendBytes(Objects.requireNonNull(runBytes), runStart, runEnd - runStart);
    }

    private void commit() {
        if (client.isCommitted()) {
            return;
        }
        listener.onCommit();
        client.commitEvents();
        if (held != null) {
            client.add(held);
            held = null;
        }
    }

    private void finish() {
        endRun();
        tellTokens();
        complete(client::end);
    }

    /** Lets frames pass that are like one before, and reads the others. */
    private final class FrameSink implements SseFrames.Sink {
        @Override
        public void onFrame(byte[] bytes, int start, int end) {
            StreamRelay.this.onFrame(bytes, start, end);
        }

        @Override
        public int takeKnown(byte[] bytes, int start, int end) {
            if (!client.isCommitted() || isOver()) {
                return -1;
            }
            int frameEnd = template.match(bytes, start, end);
            if (frameEnd > start) {
                tokens++;
                forward(bytes, start, frameEnd);
            }
            return frameEnd;
        }
    }
}
