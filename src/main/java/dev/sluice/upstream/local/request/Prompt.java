package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;

import java.util.List;

/** The beginning of a text that a model is to carry on. Immutable. */
public sealed interface Prompt {
    /** As the engine reads it. */
    JsonNode json();

    /**
     * Written by the client.
     *
     * @param disarmed without control tokens
     */
    record Text(String disarmed) implements Prompt {
        @Override
        public JsonNode json() {
            return TextNode.valueOf(disarmed);
        }

        /** Leaves out what the client wrote. */
        @Override
        public String toString() {
            return "Text[" + disarmed.length() + " characters]";
        }
    }

    /**
     * As the ids of the model's own tokens, control tokens among them if the client wants so.
     *
     * @param ids at least one
     */
    record Tokens(List<Integer> ids) implements Prompt {
        public Tokens {
            ids = List.copyOf(ids);
        }

        @Override
        public JsonNode json() {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(ids.size());
            ids.forEach(array::add);
            return array;
        }

        /** Leaves out what the client wrote. */
        @Override
        public String toString() {
            return "Tokens[" + ids.size() + "]";
        }
    }
}
