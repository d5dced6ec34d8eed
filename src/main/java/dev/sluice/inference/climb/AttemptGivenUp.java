package dev.sluice.inference.climb;

/**
 * One attempt came to no answer and its upstream did nothing wrong: unsure, slow, lost to another,
 * or nobody waits.
 */
final class AttemptGivenUp extends RuntimeException {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("StaticAssignmentOfThrowable") // It has no stack trace to keep.
    static final AttemptGivenUp INSTANCE = new AttemptGivenUp();

    private AttemptGivenUp() {
        super("given up", null, false, false);
    }
}
