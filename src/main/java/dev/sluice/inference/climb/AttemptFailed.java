package dev.sluice.inference.climb;

import dev.sluice.upstream.UpstreamFailure;

/**
 * One attempt came to no answer because of its upstream. What a breaker looks at; no stack trace,
 * it is not ours.
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
