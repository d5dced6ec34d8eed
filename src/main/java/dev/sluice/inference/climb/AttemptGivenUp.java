package dev.sluice.inference.climb;

/**
 * An attempt ended without an answer although its upstream did nothing wrong: it was unsure or
 * slow, lost to another one, or its client left.
 */
final class AttemptGivenUp extends RuntimeException {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("StaticAssignmentOfThrowable") // It has no stack trace to keep.
    static final AttemptGivenUp INSTANCE = new AttemptGivenUp();

    private AttemptGivenUp() {
        super("given up", null, false, false);
    }
}
