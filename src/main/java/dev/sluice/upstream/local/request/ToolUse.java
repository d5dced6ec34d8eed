package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.node.ArrayNode;

import org.jspecify.annotations.Nullable;

/** Whether a model may call tools in its answer, or must. */
sealed interface ToolUse {
    /** It can't: there are no tools, or the client wants none called. */
    record None() implements ToolUse {}

    /**
     * The model's template describes the tools, and the engine reads the calls.
     *
     * @param tools what may be called
     * @param required whether something must be
     * @param parallel whether several calls are allowed; null leaves it to the engine
     */
    record Offered(
            ArrayNode tools, boolean required, @Nullable Boolean parallel) implements ToolUse {}

    /**
     * A grammar makes the model write a call, whether its template knows tools or not.
     *
     * @param tools what may be called
     * @param several whether it may write more than one call
     */
    record Forced(ArrayNode tools, boolean several) implements ToolUse {}
}
