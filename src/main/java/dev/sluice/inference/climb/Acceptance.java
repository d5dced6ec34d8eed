package dev.sluice.inference.climb;

import dev.sluice.upstream.UpstreamFailure;

import io.smallrye.mutiny.subscription.UniEmitter;

import org.jspecify.annotations.Nullable;

/** Whoever waits for an attempt to become the answer: told once what comes of it. */
final class Acceptance {
    private @Nullable UniEmitter<? super CommittedStream> waiting;

    void await(UniEmitter<? super CommittedStream> emitter) {
        waiting = emitter;
    }

    /** That attempt is it. */
    void accept(Contender contender) {
        UniEmitter<? super CommittedStream> told = taken();
        if (told != null) {
            told.complete(new CommittedStream(contender));
        }
    }

    /** It is not, and its upstream did nothing wrong. */
    void giveUp() {
        UniEmitter<? super CommittedStream> told = taken();
        if (told != null) {
            told.fail(AttemptGivenUp.INSTANCE);
        }
    }

    /** It is not, because of its upstream. */
    void fail(UpstreamFailure failure) {
        UniEmitter<? super CommittedStream> told = taken();
        if (told != null) {
            told.fail(new AttemptFailed(failure));
        }
    }

    private @Nullable UniEmitter<? super CommittedStream> taken() {
        UniEmitter<? super CommittedStream> taken = waiting;
        waiting = null;
        return taken;
    }
}
