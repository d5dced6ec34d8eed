package dev.sluice.upstream.local.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.buffer.Buffer;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Assembles the document for a client without streaming from the chunks of the engine's stream. Of
 * an unknown field, the last value is kept. Used by one thread, once.
 */
public final class AnswerAssembler {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EngineEvents events;
    private final ObjectNode answer = JsonNodeFactory.instance.objectNode();
    private final Map<Integer, AssembledChoice> choices = new TreeMap<>();

    /** Assembles an answer of this upstream. */
    public AnswerAssembler(String upstream) {
        this.events = new EngineEvents(upstream, this::onChunk);
    }

    /**
     * Takes the next piece of the stream.
     *
     * @throws UpstreamException with a {@link UpstreamFailure.Cut}, if the stream reports an error
     *     or is malformed
     */
    void accept(Buffer piece) {
        events.accept(piece);
    }

    /**
     * The whole answer, after the last piece.
     *
     * @throws UpstreamException with a {@link UpstreamFailure.Cut}, if the stream has ended early
     */
    Buffer finish() {
        boolean finished =
                !choices.isEmpty() && choices.values().stream().allMatch(AssembledChoice::finished);
        if (!events.isDone() || !finished) {
            throw events.endedEarly();
        }
        ArrayNode list = answer.putArray("choices");
        choices.values().forEach(choice -> list.add(choice.json()));
        try {
            return Buffer.buffer(JSON.writeValueAsBytes(answer));
        } catch (IOException e) {
            throw new IllegalStateException("the assembled answer can't be written as JSON", e);
        }
    }

    private void onChunk(JsonNode chunk) {
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
}
