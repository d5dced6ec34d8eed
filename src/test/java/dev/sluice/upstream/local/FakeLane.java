package dev.sluice.upstream.local;

import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.MadeStream;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

import java.util.ArrayList;
import java.util.List;

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
    static final class FakeAttempt extends MadeStream implements Attempt {
        final UpstreamCall call;
        final Promise<TokenStream> answer = Promise.promise();
        int cancels;
        boolean flowing;

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
            give(Buffer.buffer(piece));
        }

        void end() {
            giveEnd();
        }

        void cut() {
            giveFailure(new UpstreamException(new UpstreamFailure.Cut("cut")));
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
