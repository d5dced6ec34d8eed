package dev.sluice.inference.climb;

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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * An upstream at the hands of a test, call by call, on the event loop: what a socket can't show is
 * one turn here.
 */
public final class ScriptedUpstream implements Upstream {
    private final String name;
    private final List<Call> calls = new ArrayList<>();

    ScriptedUpstream(String name) {
        this.name = name;
    }

    /** All calls so far. */
    public List<Call> calls() {
        return calls;
    }

    /** The latest call. */
    Call call() {
        return calls.getLast();
    }

    public long resets() {
        return calls.stream().filter(call -> call.end == Call.End.RESET).count();
    }

    public long open() {
        return calls.stream().filter(Call::isOpen).count();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Attempt open(UpstreamCall what) {
        Call call = new Call(what);
        calls.add(call);
        return call;
    }

    @Override
    public void retire() {}

    /** One call, and the stream of its answer. */
    public static final class Call extends MadeStream implements Attempt {
        /** How it has ended. */
        enum End {
            OPEN,
            WHOLE,
            FAILED,
            RESET
        }

        private final UpstreamCall what;
        private final Promise<TokenStream> head = Promise.promise();
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private End end = End.OPEN;
        private boolean paused = true;
        private boolean askedAgain;

        private Call(UpstreamCall what) {
            this.what = what;
        }

        Buffer body() {
            return what.body();
        }

        End ended() {
            return end;
        }

        boolean isOpen() {
            return end == End.OPEN;
        }

        boolean isPaused() {
            return paused;
        }

        /** The head of an answer comes. */
        public Call head() {
            head.tryComplete(this);
            return this;
        }

        /** Pieces of the answer come, each on its own. */
        public Call send(String... pieces) {
            for (String piece : pieces) {
                pass(() -> give(Buffer.buffer(piece)));
            }
            return this;
        }

        /** The answer ends in order. */
        public void end() {
            pass(() -> {
                end = End.WHOLE;
                giveEnd();
            });
        }

        /** There is no answer. */
        void fail(UpstreamFailure failure) {
            if (isOpen()) {
                end = End.FAILED;
                head.tryFail(new UpstreamException(failure));
            }
        }

        void refuse(int status, String... headers) {
            MultiMap all = MultiMap.caseInsensitiveMultiMap();
            for (int i = 0; i < headers.length; i += 2) {
                all.set(headers[i], headers[i + 1]);
            }
            refuse(status, all, "{\"param\":\"messages\"}");
        }

        /** It refuses the usage that the gateway asks for, by name; it is asked without, then. */
        void refuseUsage() {
            askedAgain = isOpen() && what.body().toString().contains("stream_options");
            refuse(422, MultiMap.caseInsensitiveMultiMap(), "stream_options is not permitted");
        }

        /** Whether another call of the same attempt follows it. */
        boolean isAskedAgain() {
            return askedAgain;
        }

        private void refuse(int status, MultiMap headers, String body) {
            fail(new UpstreamFailure.Refused(
                    status, headers, Buffer.buffer(body), "refused with " + status));
        }

        /** The answer is cut; that is told also while nobody reads. */
        public void cut() {
            if (isOpen()) {
                end = End.FAILED;
                waiting.clear();
                giveFailure(new UpstreamException(new UpstreamFailure.Cut("cut")));
            }
        }

        @Override
        public Future<TokenStream> answer() {
            return head.future();
        }

        @Override
        public void cancel() {
            if (isOpen()) {
                end = End.RESET;
                waiting.clear();
            }
        }

        @Override
        public MultiMap headers() {
            return MultiMap.caseInsensitiveMultiMap();
        }

        @Override
        public TokenStream pause() {
            paused = true;
            return this;
        }

        @Override
        public TokenStream resume() {
            paused = false;
            while (!paused && isOpen() && !waiting.isEmpty()) {
                waiting.remove().run();
            }
            return this;
        }

        @Override
        public TokenStream fetch(long amount) {
            throw new UnsupportedOperationException("fetch");
        }

        private void pass(Runnable event) {
            if (!isOpen()) {
                return;
            }
            waiting.add(event);
            if (!paused) {
                resume();
            }
        }
    }
}
