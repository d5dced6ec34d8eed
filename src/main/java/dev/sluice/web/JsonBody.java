package dev.sluice.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;

/** The JSON that a request's body is. Pure; safe for any thread. */
public final class JsonBody {
    private JsonBody() {}

    /**
     * Reads an object; an empty body is an empty one.
     *
     * @param json all of it, bounded by whoever calls
     * @throws ProblemException when it is no JSON, or no object
     */
    public static ObjectNode object(byte[] json) {
        JsonNode root = tree(json, StrictJson.OBJECT);
        return root.isMissingNode() ? JsonNodeFactory.instance.objectNode() : object(root);
    }

    /**
     * Reads a text, which must not be empty.
     *
     * @throws ProblemException when it is no JSON, or no object
     */
    public static ObjectNode object(String json) {
        try {
            return object(StrictJson.OBJECT.read(json));
        } catch (StrictJson.NoJsonException e) {
            throw noJson(e);
        }
    }

    /**
     * Reads whatever it is.
     *
     * @throws ProblemException when it is no JSON
     */
    public static JsonNode tree(byte[] json, StrictJson as) {
        try {
            return as.read(json);
        } catch (StrictJson.NoJsonException e) {
            throw noJson(e);
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

    private static ProblemException noJson(StrictJson.NoJsonException e) {
        return new ProblemException(Problem.of(
                400, "invalid_json", "the body is no JSON: " + ShownValue.whole(e.why())));
    }
}
