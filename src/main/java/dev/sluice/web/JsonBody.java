package dev.sluice.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;

/** Parses the JSON body of a request. Pure and thread-safe. */
public final class JsonBody {
    private JsonBody() {}

    /**
     * Reads an object; an empty body counts as an empty object.
     *
     * @param json the whole body; the caller limits its size
     * @throws ProblemException when it is not valid JSON or not an object
     */
    public static ObjectNode object(byte[] json) {
        JsonNode root = tree(json, StrictJson.OBJECT);
        return root.isMissingNode() ? JsonNodeFactory.instance.objectNode() : object(root);
    }

    /**
     * Reads an object from a text that is not empty.
     *
     * @throws ProblemException when it is not valid JSON or not an object
     */
    public static ObjectNode object(String json) {
        try {
            return object(StrictJson.OBJECT.read(json));
        } catch (StrictJson.InvalidJsonException e) {
            throw invalidJson(e);
        }
    }

    /**
     * Reads any JSON value.
     *
     * @throws ProblemException when it is not valid JSON
     */
    public static JsonNode tree(byte[] json, StrictJson as) {
        try {
            return as.read(json);
        } catch (StrictJson.InvalidJsonException e) {
            throw invalidJson(e);
        }
    }

    private static ObjectNode object(JsonNode root) {
        if (root instanceof ObjectNode object) {
            return object;
        }
        String shown = root.isMissingNode() ? "missing" : ShownValue.whole(root.toString());
        throw new ProblemException(
                Problem.badParameters(List.of(new Problem.Field("body", shown, "an object"))));
    }

    private static ProblemException invalidJson(StrictJson.InvalidJsonException e) {
        return new ProblemException(Problem.of(
                400, "invalid_json", "the body is not valid JSON: " + ShownValue.whole(e.why())));
    }
}
