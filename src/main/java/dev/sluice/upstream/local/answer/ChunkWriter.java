package dev.sluice.upstream.local.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.buffer.Buffer;

import java.util.HashSet;
import java.util.Set;

/**
 * Writes the chunks of one answer, which may be put together from several of the engine: with one
 * id, and with one usage at the end. Used by one thread.
 */
public final class ChunkWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode head;
    private final Set<Integer> prompts = new HashSet<>();
    private long promptTokens;
    private long completionTokens;

    /**
     * Makes a writer.
     *
     * @param id the answer's id
     * @param object what its chunks are called
     * @param created when it was made, in seconds since 1970
     * @param model the model's name as the engine says it
     */
    public ChunkWriter(String id, String object, long created, String model) {
        head = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    /** Counts the tokens of one call; those of a prompt once, however many answers it has. */
    public void count(int prompt, JsonNode usage) {
        if (prompts.add(prompt)) {
            promptTokens += usage.path("prompt_tokens").asLong();
        }
        completionTokens += usage.path("completion_tokens").asLong();
    }

    /** Counts the tokens of a prompt that was read by other means. */
    public void countPrompt(int prompt, long tokens) {
        if (prompts.add(prompt)) {
            promptTokens += tokens;
        }
    }

    /** The event of one piece of the answer with this index. */
    public Buffer chunk(int index, ObjectNode choice) {
        ObjectNode chunk = head.deepCopy();
        ObjectNode own = chunk.putArray("choices").addObject().put("index", index);
        own.setAll(choice);
        return event(chunk);
    }

    /** The events at the end: usage, and the mark that all is there. */
    public Buffer end() {
        ObjectNode chunk = head.deepCopy();
        chunk.putArray("choices");
        chunk.putObject("usage")
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("total_tokens", promptTokens + completionTokens);
        return event(chunk).appendString("data: [DONE]\n\n");
    }

    private static Buffer event(ObjectNode chunk) {
        try {
            return Buffer.buffer("data: ")
                    .appendBytes(JSON.writeValueAsBytes(chunk))
                    .appendString("\n\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a chunk can't be written as JSON", e);
        }
    }
}
