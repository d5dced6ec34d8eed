package dev.sluice.upstream.embedding;

import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.DocumentStream;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamException;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/**
 * One computation. A cancel before it begins prevents it; one that has begun ends within a few
 * texts.
 */
final class EmbeddingAttempt implements Attempt {
    private final Promise<TokenStream> answer = Promise.promise();
    private volatile boolean cancelled;

    @Override
    public Future<TokenStream> answer() {
        return answer.future();
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    void succeed(Buffer document) {
        if (!cancelled) {
            answer.complete(new DocumentStream(document));
        }
    }

    void fail(UpstreamException failure) {
        if (!cancelled) {
            answer.fail(failure);
        }
    }
}
