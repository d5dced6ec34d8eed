package dev.sluice.web;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Ends a request with a {@link Problem}. An expected outcome, not a bug, so it has no stack trace.
 */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final @Nullable Duration retryAfter;

    public ProblemException(Problem problem) {
        this(problem, null);
    }

    /**
     * For a problem that may be temporary.
     *
     * @param retryAfter when to try again
     */
    public ProblemException(Problem problem, @Nullable Duration retryAfter) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /** What the client gets. */
    public Problem problem() {
        return problem;
    }

    /** When to try again; null when trying again is useless. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
