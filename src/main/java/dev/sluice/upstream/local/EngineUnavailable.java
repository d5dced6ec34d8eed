package dev.sluice.upstream.local;

/**
 * Something an engine needs is not there; the message says what and how to get it. No use trying
 * before it has come.
 */
final class EngineUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    EngineUnavailable(String message) {
        super(message, null, false, false);
    }
}
