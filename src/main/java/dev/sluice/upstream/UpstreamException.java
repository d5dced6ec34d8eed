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

    /** The failure of an answer whose reading ended with this cause. */
    public static UpstreamFailure failureOf(Throwable cause) {
        return cause instanceof UpstreamException known
                ? known.failure
                : new UpstreamFailure.Cut("the answer can't be read: " + cause.getMessage());
    }
}
