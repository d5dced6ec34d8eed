package dev.sluice.inference.relay;

import dev.sluice.dialect.openai.AnswerText;
import dev.sluice.dialect.openai.ChunkSkim;
import dev.sluice.dialect.openai.ChunkTemplate;
import dev.sluice.inference.judge.Evidence;
import dev.sluice.record.AttemptRecord;
import dev.sluice.stream.PieceBytes;
import dev.sluice.stream.SseFrame;
import dev.sluice.stream.SseFrames;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Forwards a stream of server-sent events as it comes, frame by whole frame, and reads along: what
 * is held until the answer is committed, the usage chunk and the log-probabilities that only the
 * gateway asked for, errors inside a 200, the end.
 *
 * <p>Runs on the exchange's event loop. Memory is bounded by the window before commit, by the
 * largest frame after it, and by the client's write queue, which pauses the upstream when it is
 * full.
 */
public final class StreamRelay extends Relay {
    private static final String DONE = "[DONE]";
    private static final byte[] DONE_EVENT = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final Buffer BLANK_LINE = Buffer.buffer("\n\n");

    private final StreamTerms terms;
    private final SseFrames frames;
    private final SseFrame frame = new SseFrame();
    private final ChunkSkim chunk = new ChunkSkim();
    private final ChunkTemplate template = new ChunkTemplate();
    private final SseFrames.Sink sink = new FrameSink();
    private final FrameRun run = new FrameRun();
    private final ChunkMender mender;
    private final @Nullable AnswerText text;
    private boolean plain;
    private boolean chunkSeen;
    private boolean contentSeen;
    private boolean ended;
    private boolean trialOver;
    private long tokens;
    private long tokensTold;
    private @Nullable String servedModel;
    private byte @Nullable [] sample;

    public StreamRelay(TokenStream stream, Listener listener, StreamTerms terms) {
        super(stream, listener);
        this.terms = terms;
        this.frames = new SseFrames(terms.maxFrameBytes());
        this.mender = new ChunkMender(terms);
        this.text = terms.textKept() ? new AnswerText() : null;
    }

    @Override
    void onPiece(Buffer piece) {
        if (ended) {
            return; // Behind the end of an answer that is being judged, or kept.
        }
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
    public AttemptRecord.Tokens tokens() {
        return chunk.usageSeen() ? reported(chunk) : new AttemptRecord.Tokens(-1, 0, tokens, false);
    }

    @Override
    @Nullable
    public String servedModel() {
        return servedModel;
    }

    @Override
    public boolean isWhole() {
        return ended;
    }

    /** The text so far, for another rung to carry on; null where there is none that could be. */
    @Nullable
    public String carryOn() {
        return text == null ? null : text.whole();
    }

    private void onFrame(byte[] bytes, int start, int end) {
        if (isOver() || ended) {
            return;
        }
        boolean hasData = frame.read(bytes, start, end);
        if (frame.hasId()) {
            onFrameWithId(bytes, start, end);
        } else if (!hasData) {
            forward(bytes, start, end);
        } else if (frame.startsWith(DONE)) {
            onDone(bytes, start, end);
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

    /**
     * An id makes OpenAI's Python client fail on the next blank line (wire.md 1): the frame goes on
     * without it.
     */
    private void onFrameWithId(byte[] bytes, int start, int end) {
        byte[] without = SseFrame.withoutId(bytes, start, end);
        onFrame(without, 0, without.length);
    }

    private void onChunk(byte[] bytes, int start, int end) {
        boolean mended = mender.read(chunk, frame.bytes());
        if (!chunkSeen) {
            chunkSeen = true;
            servedModel = chunk.model();
        }
        boolean usageOnly = chunk.isUsageOnly() && !terms.usageWanted();
        boolean prologue =
                terms.carriesOn() && !contentSeen && !chunk.hasContent() && !chunk.isFinish();
        if (usageOnly || prologue) {
            mender.forget();
            return;
        }
        if (chunk.hasContent()) {
            onContent(bytes, start, end, mended);
        }
        if (chunk.isFinish()) {
            onFinish();
        }
        if (mended) {
            byte[] edited = mender.apply(frame, bytes, start, end);
            forward(edited, 0, edited.length);
        } else {
            forward(bytes, start, end);
        }
        judgeWhenFull();
    }

    private void onContent(byte[] bytes, int start, int end, boolean mended) {
        contentSeen = true;
        tokens++;
        if (sample == null && terms.sampleKept()) {
            sample = mender.json(frame);
        }
        if (text != null) {
            text.add(chunk, frame.bytes());
        }
        if (terms.evidence() == null || terms.trial()) {
            becomeReady(false);
        }
        if (plain && !mended && frame.bytes() == bytes) {
            template.learn(bytes, start, end, chunk);
        }
    }

    private void onFinish() {
        holdTrialsEnd();
        if (terms.evidence() == null) {
            becomeReady(false);
        }
    }

    /** The client does not get the end of an answer that may yet be replaced. */
    private void holdTrialsEnd() {
        if (terms.trial() && client() != null) {
            run.holdBack();
        }
    }

    private void judgeWhenFull() {
        Evidence evidence = terms.evidence();
        if (evidence != null && !isReady() && evidence.tokens() >= terms.heldTokens()) {
            evidence.held(run.heldBytes());
            tellTokens(); // Their time belongs to the verdict.
            becomeReady(false);
        }
    }

    /** A chunk of this answer that says nothing; null while the answer's id is not known. */
    @Nullable
    Buffer emptyChunk() {
        return sample == null || client() == null
                ? null
                : KeepAlive.emptyChunk(Buffer.buffer(sample));
    }

    private void onErrorEvent(byte[] bytes, int start, int end) {
        ClientStream client = client();
        if (client != null) {
            run.release(client);
            run.flush();
            client.add(withoutSecrets(bytes, start, end));
            tellTokens();
            abandon();
            listener.onErrorForwarded();
        } else {
            fail(errorInside200(frame.bytes(), frame.from(), frame.to()));
        }
    }

    private void onDone(byte[] bytes, int start, int end) {
        if (!chunkSeen) {
            fail(new UpstreamFailure.Cut("the upstream ended its answer before it began"));
            return;
        }
        holdTrialsEnd();
        forward(bytes, start, end);
        end();
    }

    @Override
    void onEnd() {
        if (frames.pendingBytes() > 0) {
            onPiece(BLANK_LINE); // The last event lacked its blank line.
        }
        if (isOver() || ended) {
            return;
        }
        if (chunk.allFinished()) {
            // Some servers leave the terminator out; clients wait for it.
            holdTrialsEnd();
            forward(DONE_EVENT, 0, DONE_EVENT.length);
            end();
        } else {
            fail(new UpstreamFailure.Cut("the upstream ended its answer before it was complete"));
        }
    }

    /** All of the answer is there. */
    private void end() {
        if (isOver() || ended) {
            return;
        }
        ended = true;
        Evidence evidence = terms.evidence();
        if (evidence != null && !isReady()) {
            evidence.held(run.heldBytes());
        }
        if (client() == null) {
            tellTokens();
            becomeReady(true);
        } else {
            endOfClients();
        }
    }

    private void endOfClients() {
        tellTokens();
        if (terms.trial() && !trialOver) {
            trialOver = true;
            listener.onTrialOver();
        } else {
            finish();
        }
    }

    private void forward(byte[] bytes, int start, int end) {
        run.add(bytes, start, end);
        if (run.heldBytes() > terms.heldBytes()
                && (client() == null ? !isReady() : run.isHolding())) {
            overflow();
        }
    }

    private void overflow() {
        if (client() != null) {
            fail(new UpstreamFailure.Cut("the upstream goes on behind the end of its answer"));
        } else if (chunkSeen) {
            if (terms.evidence() != null) {
                terms.evidence().held(run.heldBytes());
                tellTokens();
            }
            becomeReady(false);
        } else {
            fail(new UpstreamFailure.Cut(
                    "the upstream sent " + run.heldBytes() + " bytes and no chunk of an answer"));
        }
    }

    /** The window's time is over: what is there is enough to judge by. */
    public void closeWindow() {
        if (terms.evidence() != null) {
            terms.evidence().held(run.heldBytes());
        }
        becomeReady(false);
    }

    @Override
    void onCommit(ClientStream to) {
        plain = text == null && !terms.trial(); // Nobody reads the chunks from now on.
        if (!terms.trial()) {
            mender.judged();
        }
        run.release(to);
        if (ended) {
            endOfClients();
        }
    }

    /** The client's answer stays this one: it gets the end that was held. */
    public void endTrial() {
        ClientStream client = client();
        if (client != null && !isOver()) {
            run.release(client);
            finish();
        }
    }

    private void finish() {
        run.flush();
        ClientStream client = client();
        if (client != null) {
            complete(client::end);
        }
    }

    /** Lets frames pass that are like one before, and reads the others. */
    private final class FrameSink implements SseFrames.Sink {
        @Override
        public void onFrame(byte[] bytes, int start, int end) {
            StreamRelay.this.onFrame(bytes, start, end);
        }

        @Override
        public int takeKnown(byte[] bytes, int start, int end) {
            if (!plain || isOver()) {
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
