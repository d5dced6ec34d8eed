package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes what an engine is asked. */
public final class EngineBody {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EngineBody() {}

    /** The bytes of a request. */
    public static byte[] bytes(ObjectNode request) {
        try {
            return JSON.writeValueAsBytes(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the engine's request can't be written as JSON", e);
        }
    }
}
