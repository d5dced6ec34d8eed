package dev.sluice.dialect;

import dev.sluice.vocabulary.Operation;

/** Reads the bodies of requests in one {@link Dialect}. Safe from any thread. */
@FunctionalInterface
public interface RequestReader {
    /**
     * Reads one body.
     *
     * @throws BadRequest with the field, its value and what was expected
     */
    InferenceRequest read(Operation operation, byte[] body);
}
