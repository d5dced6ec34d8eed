package dev.sluice.upstream;

/**
 * Carries an {@link UpstreamFailure} through a future. Has no stack trace: it reports an event, not
 * a bug.
 */
public final class UpstreamException extends RuntimeException {
    private final transient UpstreamFailure failure;

    public UpstreamException(UpstreamFailure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    public UpstreamFailure failure() {
        return failure;
    }

    /** What became of an answer whose reading ended so. */
    public static UpstreamFailure failureOf(Throwable cause) {
        return cause instanceof UpstreamException known
                ? known.failure
                : new UpstreamFailure.Cut("the answer can't be read: " + cause.getMessage());
    }
}
