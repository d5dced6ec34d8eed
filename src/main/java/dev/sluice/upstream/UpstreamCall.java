package dev.sluice.upstream;

import dev.sluice.model.Model;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import java.time.Duration;

/**
 * Everything an upstream needs for one attempt.
 *
 * @param operation what is asked
 * @param model the model that is to answer
 * @param body the client's body with {@code model} replaced by the sent model; JSON, already
 *     checked to be an object
 * @param streaming whether the answer is wanted as server-sent events
 * @param headers the client's headers that may be passed on, and no others
 * @param connect how long it may take until the connection stands
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
