package dev.sluice.upstream.local.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.stream.SseFrame;
import dev.sluice.stream.SseFrames;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.function.Consumer;

/** Reads the chunks out of one stream of the engine. Used by one thread, once. */
public final class EngineEvents {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The most bytes of one answer in memory: some 25,000 tokens with 20 alternatives each. */
    private static final int ANSWER_BYTES_MAX = 64 * 1024 * 1024;

    private final String upstream;
    private final Consumer<JsonNode> onChunk;
    private final SseFrames frames = new SseFrames(ANSWER_BYTES_MAX);
    private final SseFrame frame = new SseFrame();
    private long bytes;
    private boolean done;

    /** Reads for this upstream, and hands on each chunk, which is an object without an error. */
    public EngineEvents(String upstream, Consumer<JsonNode> onChunk) {
        this.upstream = upstream;
        this.onChunk = onChunk;
    }

    /**
     * Takes the next piece of the stream.
     *
     * @throws UpstreamException with a {@link UpstreamFailure.Cut}, if the stream reports an error
     *     or is malformed
     */
    public void accept(Buffer piece) {
        bytes += piece.length();
        if (bytes > ANSWER_BYTES_MAX) {
            throw cut("sent more than " + ANSWER_BYTES_MAX + " bytes");
        }
        try {
            frames.feed(piece, (held, start, end) -> {
                if (frame.read(held, start, end) && !done) {
                    onData();
                }
            });
        } catch (SseFrames.FrameTooLong e) {
            throw cut("sent " + e.getMessage());
        }
    }

    /** Whether the stream has said that it is whole. */
    public boolean isDone() {
        return done;
    }

    /** The failure of a stream that ended before it was whole. */
    public UpstreamException endedEarly() {
        return cut("ended its answer early");
    }

    private void onData() {
        if (frame.isData("[DONE]")) {
            done = true;
            return;
        }
        JsonNode chunk = parse();
        if (chunk == null || !chunk.isObject()) {
            throw cut("sent a chunk that is not a JSON object");
        }
        JsonNode error = chunk.get("error");
        if (error != null && !error.isNull()) {
            throw cut("reported: " + error.path("message").asText("an error"));
        }
        onChunk.accept(chunk);
    }

    private @Nullable JsonNode parse() {
        try {
            return JSON.readTree(frame.bytes(), frame.from(), frame.to() - frame.from());
        } catch (IOException e) {
            return null;
        }
    }

    private UpstreamException cut(String what) {
        return new UpstreamException(
                new UpstreamFailure.Cut("upstream '" + upstream + "' " + what));
    }
}
