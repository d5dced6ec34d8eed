package dev.sluice.inference.climb;

import dev.sluice.upstream.UpstreamFailure;

/**
 * An attempt failed because of its upstream. Breakers count it. Has no stack trace: it is not a
 * bug.
 */
final class AttemptFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient UpstreamFailure failure;

    AttemptFailed(UpstreamFailure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    UpstreamFailure failure() {
        return failure;
    }
}
