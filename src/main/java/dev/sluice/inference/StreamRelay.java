package dev.sluice.inference;

import dev.sluice.stream.SseFrame;
import dev.sluice.stream.SseFrames;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Forwards a stream of server-sent events as it comes, frame by whole frame, and reads along: what is held until the
 * first content, the usage chunk that only the gateway asked for, errors inside a 200, the end.
 *
 * <p>Runs on the exchange's event loop. Memory is bounded by the window before commit, by the largest frame after it,
 * and by the client's write queue, which pauses the upstream when it is full.
 */
final class StreamRelay extends Relay {
    private static final int MAX_FRAME_BYTES = 1024 * 1024;
    private static final String DONE = "[DONE]";
    private static final Buffer DONE_EVENT = Buffer.buffer("data: [DONE]\n\n");
    private static final Buffer BLANK_LINE = Buffer.buffer("\n\n");

    private final boolean usageWanted;
    private final long windowBytes;
    private final SseFrames frames = new SseFrames(MAX_FRAME_BYTES);
    private final SseFrame frame = new SseFrame();
    private final ChunkSkim chunk = new ChunkSkim();
    private final OneIdentity identity = new OneIdentity();
    private final SseFrames.Sink sink = this::onFrame;
    private Buffer held = Buffer.buffer();

    /** Frames that follow each other in one piece are forwarded in one copy: {@code runBytes[runStart, runEnd)}. */
    private byte @Nullable [] runBytes;

    private int runStart;
    private int runEnd;
    private boolean chunkSeen;

    StreamRelay(TokenStream stream, ClientStream client, Listener listener, boolean usageWanted, long windowBytes) {
        super(stream, client, listener);
        this.usageWanted = usageWanted;
        this.windowBytes = windowBytes;
    }

    @Override
    void onPiece(Buffer piece) {
        try {
            frames.feed(piece, sink);
        } catch (SseFrames.FrameTooLong e) {
            forwardRun();
            fail(new UpstreamFailure.Cut("the upstream sent " + e.getMessage()));
        }
        forwardRun();
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
            forwardRun(); // Before the error event that follows.
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
        chunkSeen = true;
        if (chunk.isUsageOnly() && !usageWanted) {
            return;
        }
        if (!client.isCommitted() && (chunk.hasContent() || chunk.isFinish())) {
            commit();
        }
        forward(bytes, start, end);
    }

    private void onErrorEvent(byte[] bytes, int start, int end) {
        if (client.isCommitted()) {
            forwardRun();
            client.add(withoutSecrets(bytes, start, end));
            abandon();
            listener.onErrorForwarded();
        } else {
            fail(errorInside200(withoutSecrets(frame.bytes(), frame.from(), frame.to())));
        }
    }

    private static UpstreamFailure errorInside200(Buffer json) {
        int status = 502;
        try {
            if (new JsonObject(json).getValue("error") instanceof JsonObject error
                    && error.getValue("code") instanceof Integer code
                    && code >= 400
                    && code < 600) {
                status = code;
            }
        } catch (DecodeException e) {
            // The skim saw an object, and the answer is an error either way: the status stays 502.
        }
        return new UpstreamFailure.Refused(
                status,
                io.vertx.core.MultiMap.caseInsensitiveMultiMap(),
                json,
                "the upstream reported an error in place of an answer");
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
            client.add(DONE_EVENT);
            finish();
        } else {
            fail(new UpstreamFailure.Cut("the upstream ended its answer before it was complete"));
        }
    }

    private void forward(byte[] bytes, int start, int end) {
        if (!client.isCommitted()) {
            held.appendBytes(bytes, start, end - start);
            if (held.length() > windowBytes) {
                overflow();
            }
            return;
        }
        if (runBytes == bytes && runEnd == start) {
            runEnd = end;
            return;
        }
        forwardRun();
        runBytes = bytes;
        runStart = start;
        runEnd = end;
    }

    private void overflow() {
        if (chunkSeen) {
            commit();
        } else {
            fail(new UpstreamFailure.Cut("the upstream sent " + held.length() + " bytes and no chunk of an answer"));
        }
    }

    private void forwardRun() {
        if (runBytes != null) {
            client.add(runBytes, runStart, runEnd);
            runBytes = null;
        }
    }

    private void commit() {
        if (client.isCommitted()) {
            return;
        }
        listener.onCommit();
        client.commitEvents();
        client.add(held);
        held = Buffer.buffer();
    }

    private void finish() {
        forwardRun();
        complete(); // First: the end of an HTTP/2 stream calls back at once, as a client that leaves does.
        client.end();
    }
}
