package dev.sluice.upstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.stream.SseFrame;
import dev.sluice.stream.SseFrames;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Assembles the document for a client without streaming from the chunks of the engine's stream. Of
 * an unknown field, the last value is kept. Used by one thread, once.
 */
final class AnswerAssembler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FRAME_BYTES_MAX = 1024 * 1024;

    /** The most bytes of one answer in memory: some 25,000 tokens with 20 alternatives each. */
    private static final int ANSWER_BYTES_MAX = 64 * 1024 * 1024;

    private final String upstream;
    private final SseFrames frames = new SseFrames(FRAME_BYTES_MAX);
    private final SseFrame frame = new SseFrame();
    private final ObjectNode answer = JsonNodeFactory.instance.objectNode();
    private final Map<Integer, AssembledChoice> choices = new TreeMap<>();
    private long bytes;
    private boolean done;

    AnswerAssembler(String upstream) {
        this.upstream = upstream;
    }

    /**
     * Takes the next piece of the stream.
     *
     * @throws UpstreamException with a {@link UpstreamFailure.Cut}, if the stream reports an error
     *     or is malformed
     */
    void accept(Buffer piece) {
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

    /**
     * The whole answer, after the last piece.
     *
     * @throws UpstreamException with a {@link UpstreamFailure.Cut}, if the stream has ended early
     */
    Buffer finish() {
        boolean finished =
                !choices.isEmpty() && choices.values().stream().allMatch(AssembledChoice::finished);
        if (!done || !finished) {
            throw cut("ended its answer early");
        }
        ArrayNode list = answer.putArray("choices");
        choices.values().forEach(choice -> list.add(choice.json()));
        try {
            return Buffer.buffer(JSON.writeValueAsBytes(answer));
        } catch (IOException e) {
            throw new IllegalStateException("the assembled answer can't be written as JSON", e);
        }
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
        chunk.properties().forEach(field -> {
            switch (field.getKey()) {
                case "choices" -> field.getValue().forEach(this::onChoice);
                case "id", "created", "model" ->
                    answer.putIfAbsent(field.getKey(), field.getValue());
                case "object" ->
                    answer.put("object", field.getValue().asText().replace(".chunk", ""));
                default -> {
                    if (!field.getValue().isNull()) {
                        answer.set(field.getKey(), field.getValue());
                    }
                }
            }
        });
    }

    private void onChoice(JsonNode chunk) {
        int index = chunk.path("index").asInt(0);
        choices.computeIfAbsent(index, AssembledChoice::new).add(chunk);
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
