package dev.sluice.upstream.local;

/**
 * Something that an engine needs is missing, so that starting it is useless. The message says what
 * it is and how to get it.
 */
final class EngineUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    EngineUnavailable(String message) {
        super(message, null, false, false);
    }
}
