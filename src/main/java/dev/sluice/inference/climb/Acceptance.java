package dev.sluice.inference.climb;

import dev.sluice.upstream.UpstreamFailure;

import io.smallrye.mutiny.subscription.UniEmitter;

import org.jspecify.annotations.Nullable;

/**
 * Completes the {@code Uni} of an attempt, once: with the attempt when it is accepted, or with the
 * reason why it is not.
 */
final class Acceptance {
    private @Nullable UniEmitter<? super CommittedStream> waiting;
    private @Nullable UpstreamFailure failure;

    void await(UniEmitter<? super CommittedStream> emitter) {
        waiting = emitter;
    }

    /** The attempt is accepted. */
    void accept(Contender contender) {
        UniEmitter<? super CommittedStream> told = taken();
        if (told != null) {
            told.complete(new CommittedStream(contender));
        }
    }

    /** The attempt is given up, and its upstream did nothing wrong. */
    void giveUp() {
        UniEmitter<? super CommittedStream> told = taken();
        if (told != null) {
            told.fail(AttemptGivenUp.INSTANCE);
        }
    }

    /** The attempt has failed because of its upstream. */
    void fail(UpstreamFailure cause) {
        failure = cause;
        UniEmitter<? super CommittedStream> told = taken();
        if (told != null) {
            told.fail(new AttemptFailed(cause));
        }
    }

    /** How the upstream failed, perhaps after its acceptance; null if it has not. */
    @Nullable
    UpstreamFailure failure() {
        return failure;
    }

    private @Nullable UniEmitter<? super CommittedStream> taken() {
        UniEmitter<? super CommittedStream> taken = waiting;
        waiting = null;
        return taken;
    }
}
