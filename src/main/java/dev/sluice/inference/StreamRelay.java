package dev.sluice.inference;

import dev.sluice.record.AttemptRecord;
import dev.sluice.stream.PieceBytes;
import dev.sluice.stream.SseFrame;
import dev.sluice.stream.SseFrames;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamFailure;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
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

    private final FrameRun run;
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
        this.run = new FrameRun(client);
    }

    @Override
    void onPiece(Buffer piece) {
        PieceBytes bytes = PieceBytes.of(piece);
        run.beginPiece(piece, bytes);
        try {
            frames.feed(bytes.array(), bytes.from(), bytes.to(), sink);
        } catch (SseFrames.FrameTooLong e) {
            run.flush();
            tellTokens();
            fail(new UpstreamFailure.Cut("the upstream sent " + e.getMessage()));
        }
        run.endPiece();
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
            run.flush(); // Before the error event that follows.
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
            run.flush();
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
            run.flush();
            client.add(DONE_EVENT);
            finish();
        } else {
            fail(new UpstreamFailure.Cut("the upstream ended its answer before it was complete"));
        }
    }

    private void forward(byte[] bytes, int start, int end) {
        run.add(bytes, start, end);
        if (!client.isCommitted() && run.heldBytes() > windowBytes) {
            overflow();
        }
    }

    private void overflow() {
        if (chunkSeen) {
            commit();
        } else {
            fail(new UpstreamFailure.Cut("the upstream sent " + run.heldBytes() + " bytes and no chunk of an answer"));
        }
    }

    private void commit() {
        if (client.isCommitted()) {
            return;
        }
        listener.onCommit();
        client.commitEvents();
        run.release();
    }

    private void finish() {
        run.flush();
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
