package dev.sluice.upstream.local;

import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pass-through lane whose answers a test gives by hand, on the event loop. */
final class FakeLane implements Upstream {
    final List<FakeAttempt> attempts = new ArrayList<>();

    @Override
    public String name() {
        return "local";
    }

    @Override
    public Attempt open(UpstreamCall call) {
        FakeAttempt attempt = new FakeAttempt(call);
        attempts.add(attempt);
        return attempt;
    }

    @Override
    public void retire() {}

    /** One call, and the stream that answers it. */
    static final class FakeAttempt implements Attempt, TokenStream {
        final UpstreamCall call;
        final Promise<TokenStream> answer = Promise.promise();
        int cancels;
        boolean flowing;
        private @Nullable Handler<Buffer> handler;
        private @Nullable Handler<Void> endHandler;
        private @Nullable Handler<Throwable> exceptionHandler;

        FakeAttempt(UpstreamCall call) {
            this.call = call;
        }

        void succeed() {
            answer.complete(this);
        }

        void fail(UpstreamFailure failure) {
            answer.fail(new UpstreamException(failure));
        }

        void send(String piece) {
            handler.handle(Buffer.buffer(piece));
        }

        void end() {
            endHandler.handle(null);
        }

        void cut() {
            exceptionHandler.handle(new UpstreamException(new UpstreamFailure.Cut("cut")));
        }

        @Override
        public Future<TokenStream> answer() {
            return answer.future();
        }

        @Override
        public void cancel() {
            cancels++;
        }

        @Override
        public MultiMap headers() {
            return MultiMap.caseInsensitiveMultiMap()
                    .add("content-type", "text/event-stream")
                    .add("transfer-encoding", "chunked")
                    .add("server", "fake");
        }

        @Override
        public TokenStream handler(@Nullable Handler<Buffer> pieceHandler) {
            handler = pieceHandler;
            return this;
        }

        @Override
        public TokenStream endHandler(@Nullable Handler<Void> onEnd) {
            endHandler = onEnd;
            return this;
        }

        @Override
        public TokenStream exceptionHandler(@Nullable Handler<Throwable> onFailure) {
            exceptionHandler = onFailure;
            return this;
        }

        @Override
        public TokenStream pause() {
            flowing = false;
            return this;
        }

        @Override
        public TokenStream resume() {
            flowing = true;
            return this;
        }

        @Override
        public TokenStream fetch(long amount) {
            return this;
        }
    }
}
