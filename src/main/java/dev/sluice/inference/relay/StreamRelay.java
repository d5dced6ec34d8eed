package dev.sluice.inference.relay;

import dev.sluice.dialect.ChunkReader;
import dev.sluice.record.AttemptRecord;
import dev.sluice.stream.PieceBytes;
import dev.sluice.stream.SseFrame;
import dev.sluice.stream.SseFrames;
import dev.sluice.upstream.TokenStream;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

/**
 * Forwards a stream of server-sent events as whole frames, and reads it on the way: to judge what
 * is held before the commit, to remove usage and log-probabilities that only the gateway asked for,
 * to notice errors inside a 200 and the end.
 *
 * <p>Runs on the exchange's event loop. Memory is bounded by the window before the commit, by the
 * largest frame after it, and by the client's write queue, which pauses the upstream when it is
 * full.
 */
public final class StreamRelay extends Relay {
    private static final Buffer BLANK_LINE = Buffer.buffer("\n\n");

    private final SseFrames frames;
    private final ChunkReader chunk;
    private final KnownFrames known = new KnownFrames(this);
    private final FrameReader events;
    private final SseFrame frame;
    private final FrameRun run = new FrameRun();
    private final ChunkMender mender;
    private final AnswerSoFar soFar;
    private final HeldWindow window;
    private final boolean onTrial;
    private boolean ended;
    private boolean trialOver;

    public StreamRelay(TokenStream stream, Listener listener, StreamTerms terms) {
        super(stream, terms.request().dialect(), listener);
        this.frames = new SseFrames(terms.maxFrameBytes());
        this.chunk = dialect.answers().chunkReader();
        this.events = new FrameReader(this, dialect.answers(), chunk, known);
        this.frame = events.frame();
        this.soFar = new AnswerSoFar(chunk, terms);
        this.mender = new ChunkMender(terms);
        this.window = new HeldWindow(run, terms.window(), terms.evidence());
        this.onTrial = terms.has(StreamTerms.Mark.ON_TRIAL);
    }

    @Override
    void onPiece(Buffer piece) {
        if (ended) {
            return; // Data after the end of an answer that is being judged or kept.
        }
        PieceBytes bytes = PieceBytes.of(piece);
        run.beginPiece(piece, bytes);
        try {
            frames.feed(bytes.array(), bytes.from(), bytes.to(), events);
        } catch (SseFrames.FrameTooLong e) {
            run.flush();
            tellTokens();
            cut("sent " + e.getMessage());
        }
        run.endPiece();
        tellTokens();
    }

    /** Called once for all tokens that arrived together, and before the answer ends. */
    private void tellTokens() {
        if (soFar.hasNewTokens()) {
            listener.onTokens();
        }
    }

    @Override
    public AttemptRecord.Tokens tokens() {
        return soFar.tokens();
    }

    @Override
    @Nullable
    public String servedModel() {
        return soFar.model();
    }

    @Override
    public boolean isWhole() {
        return ended;
    }

    /** The text so far, for another rung to continue; null if it can't be continued. */
    @Nullable
    public String carryOn() {
        return soFar.text();
    }

    /** Whether nothing that comes is part of the answer any more. */
    boolean hasEnded() {
        return ended || isOver();
    }

    /** A comment says nothing: it takes no room that the answer needs. */
    void onComment(byte[] bytes, int start, int end) {
        if (client() != null || window.hasRoomForComment(end - start)) {
            forward(bytes, start, end);
        }
    }

    void onUnreadable() {
        run.flush(); // Before the error event that follows.
        tellTokens();
        cut("sent an event that is not JSON");
    }

    /** Forwards a chunk with content that is like an earlier one and was not read. */
    void onKnownFrame(byte[] bytes, int start, int end) {
        soFar.addKnown();
        forward(bytes, start, end);
    }

    void onChunk(byte[] bytes, int start, int end) {
        boolean mended = mender.read(chunk, frame.bytes());
        soFar.addChunk();
        if (soFar.isHidden()) {
            mender.forget();
            return;
        }
        if (chunk.hasContent()) {
            onContent(bytes, start, end, mended);
        }
        if (chunk.isFinish()) {
            holdTrialsEnd();
            if (!window.isJudged()) {
                becomeReady();
            }
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
        soFar.addContent(frame, mender);
        if (!window.isJudged() || onTrial) {
            becomeReady();
        }
        if (!mended && frame.bytes() == bytes) {
            known.learn(bytes, start, end, chunk);
        }
    }

    /** Holds the end of an answer that may still be replaced. */
    private void holdTrialsEnd() {
        if (onTrial && client() != null) {
            run.holdBack();
        }
    }

    private void judgeWhenFull() {
        if (!isReady() && window.isFull()) {
            closeWindow();
        }
    }

    /** A chunk that the client has; null before it has one. */
    byte @Nullable [] sample() {
        return client() == null ? null : soFar.sample();
    }

    void onErrorEvent(byte[] bytes, int start, int end) {
        ClientStream client = client();
        if (client == null) {
            fail(errorInside200(frame.bytes(), frame.from(), frame.to()));
            return;
        }
        run.release(client);
        run.flush();
        tellTokens();
        Buffer event = errorEvent(frame, bytes, start, end);
        if (event == null) {
            cut("reported an error without words");
            return;
        }
        client.add(event);
        abandon();
        flow().onErrorForwarded();
    }

    void onDone(byte[] bytes, int start, int end) {
        if (soFar.hasChunk()) {
            holdTrialsEnd();
            forward(bytes, start, end);
            end();
        } else {
            cut("sent an empty answer");
        }
    }

    @Override
    void onEnd() {
        if (frames.pendingBytes() > 0) {
            onPiece(BLANK_LINE); // The last event lacks its blank line.
        }
        if (hasEnded()) {
            return;
        }
        if (chunk.allFinished()) {
            // Some servers omit the terminator, which clients wait for.
            byte[] terminator = dialect.answers().endEvent();
            onDone(terminator, 0, terminator.length);
        } else {
            cut("ended its answer before it was complete");
        }
    }

    /** The whole answer has arrived. */
    private void end() {
        if (isOver()) {
            return; // The last frame exceeded the bound.
        }
        ended = true;
        if (!isReady()) {
            window.close();
        }
        tellTokens();
        ClientStream client = client();
        if (client == null) {
            becomeReady();
        } else {
            endOfClients(client);
        }
    }

    private void endOfClients(ClientStream client) {
        if (onTrial && !trialOver) {
            trialOver = true;
            flow().onTrialOver();
        } else {
            finish(client);
        }
    }

    private void forward(byte[] bytes, int start, int end) {
        run.add(bytes, start, end);
        if (window.overflows() && (client() == null ? !isReady() : run.isHolding())) {
            overflow();
        }
    }

    private void overflow() {
        if (client() != null) {
            cut("sent more data after the end of its answer");
        } else if (soFar.hasChunk()) {
            closeWindow();
        } else {
            cut("sent " + run.heldBytes() + " bytes without a chunk of an answer");
        }
    }

    /** Ends the window: the answer is judged by what is there. */
    public void closeWindow() {
        window.close();
        tellTokens(); // The verdict counts their time.
        becomeReady();
    }

    @Override
    void onCommit(ClientStream to) {
        if (!onTrial) {
            mender.judged();
            if (!soFar.keepsText()) {
                known.enable();
            }
        }
        run.release(to);
        if (ended) {
            tellTokens();
            endOfClients(to);
        }
    }

    /** Keeps this answer: the client gets the end that was held. */
    public void endTrial() {
        ClientStream client = client();
        if (client != null && !isOver()) {
            run.release(client);
            finish(client);
        }
    }

    private void finish(ClientStream client) {
        run.flush();
        complete(client::end);
    }
}
