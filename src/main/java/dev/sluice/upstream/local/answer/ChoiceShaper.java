package dev.sluice.upstream.local.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;

/**
 * Makes the client's chunks of one answer from those of the engine. Has the state of one answer,
 * and is used by one thread.
 */
@FunctionalInterface
public interface ChoiceShaper {
    /**
     * The next pieces of the client's answer, without their {@code index}; may be empty.
     *
     * @param choice the only choice of a chunk of the engine
     */
    List<ObjectNode> accept(JsonNode choice);
}
