package dev.sluice.upstream.local;

import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.Future;

/** An attempt that failed without a call. */
record FailedAttempt(UpstreamFailure failure) implements Attempt {
    @Override
    public Future<TokenStream> answer() {
        return Future.failedFuture(new UpstreamException(failure));
    }

    @Override
    public void cancel() {}
}
