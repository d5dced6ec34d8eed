package dev.sluice.simulator;

import org.jspecify.annotations.Nullable;

/**
 * The operations of the OpenAI API that the simulator supports, and how each names its documents.
 */
public enum SimulatedOperation {
    CHAT("/v1/chat/completions", "chat.completion", "chat.completion.chunk", "chatcmpl-sim-"),
    COMPLETIONS("/v1/completions", "text_completion", "text_completion", "cmpl-sim-"),
    EMBEDDINGS("/v1/embeddings", "list", "list", "embd-sim-");

    private final String path;
    private final String document;
    private final String chunk;
    private final String idPrefix;

    SimulatedOperation(String path, String document, String chunk, String idPrefix) {
        this.path = path;
        this.document = document;
        this.chunk = chunk;
        this.idPrefix = idPrefix;
    }

    public static @Nullable SimulatedOperation at(String path) {
        for (SimulatedOperation endpoint : values()) {
            if (endpoint.path.equals(path)) {
                return endpoint;
            }
        }
        return null;
    }

    /** Value of {@code object} in a whole answer, or in a chunk of a streamed one. */
    String object(boolean streamed) {
        return streamed ? chunk : document;
    }

    public String idPrefix() {
        return idPrefix;
    }
}
