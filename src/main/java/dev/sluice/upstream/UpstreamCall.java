package dev.sluice.upstream;

import dev.sluice.model.Model;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import java.time.Duration;

/**
 * What an upstream needs for one attempt.
 *
 * @param operation the operation that is requested
 * @param model the model that is to answer
 * @param body the client's body with the sent model instead of the requested one; a JSON object,
 *     already validated
 * @param streaming whether the answer is wanted as server-sent events
 * @param headers the client's headers that may be passed on, and no others
 * @param connect the limit for getting a connection
 */
public record UpstreamCall(
        Operation operation,
        Model model,
        Buffer body,
        boolean streaming,
        MultiMap headers,
        Duration connect) {
    /** Leaves out what the client wrote. */
    @Override
    public String toString() {
        return "UpstreamCall[operation=%s, model=%s, streaming=%s, %d bytes]"
                .formatted(operation, model.name(), streaming, body.length());
    }
}
