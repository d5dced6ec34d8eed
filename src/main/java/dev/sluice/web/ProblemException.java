package dev.sluice.web;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A request that ends in a {@link Problem}. A decision rather than a fault: it has no stack trace.
 */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final @Nullable Duration retryAfter;

    public ProblemException(Problem problem) {
        this(problem, null);
    }

    /**
     * Makes one that may pass.
     *
     * @param retryAfter when it is worth to try again
     */
    public ProblemException(Problem problem, @Nullable Duration retryAfter) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /** What the client is told. */
    public Problem problem() {
        return problem;
    }

    /** When it is worth to try again; null when it never is. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
