package dev.sluice.upstream.openai;

import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * The body of an HTTP answer. Ends its attempt when it ends, and reports nothing after a cancel.
 */
class HttpTokenStream implements TokenStream {
    private final String upstream;
    private final HttpClientResponse response;
    private final Secrets secrets;
    private final BooleanSupplier finish;
    private boolean paused = true;
    private boolean ended;
    private boolean over;

    /** @param finish ends the attempt; returns false if it was already over */
    HttpTokenStream(
            String upstream, HttpClientResponse response, Secrets secrets, BooleanSupplier finish) {
        this.secrets = secrets;
        this.upstream = upstream;
        this.response = response;
        this.finish = finish;
    }

    @Override
    public MultiMap headers() {
        return response.headers();
    }

    @Override
    public Buffer withoutSecrets(Buffer words) {
        return secrets.mask(words);
    }

    @Override
    public TokenStream handler(@Nullable Handler<Buffer> handler) {
        response.handler(handler);
        return this;
    }

    @Override
    public TokenStream endHandler(@Nullable Handler<Void> handler) {
        response.endHandler(ignored -> {
            if (finish() && handler != null) {
                handler.handle(null);
            }
        });
        return this;
    }

    @Override
    public TokenStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        response.exceptionHandler(cause -> {
            if (finish() && handler != null) {
                handler.handle(cut("cut its answer short"));
            }
        });
        return this;
    }

    @Override
    public TokenStream pause() {
        paused = true;
        response.pause();
        return this;
    }

    @Override
    public TokenStream resume() {
        paused = false;
        response.resume();
        return this;
    }

    final boolean isPaused() {
        return paused;
    }

    /** Whether it has ended, failed or was cancelled. */
    final boolean isOver() {
        return over;
    }

    /** What a subclass does when it is over. */
    void onOver() {}

    /** Reports nothing more, and resets the call if its body has not ended. */
    final void cancel(Runnable reset) {
        end();
        if (paused) {
            discard(reset);
        } else {
            reset.run();
        }
    }

    /** Ends it because its bytes make no sense; false if it was already over. */
    final boolean breakOff() {
        if (!finish()) {
            return false;
        }
        discard(() -> response.request().reset(HttpAttempt.CANCEL_CODE));
        return true;
    }

    /**
     * The failure of an answer that is not whole.
     *
     * @param what what the upstream did, as the end of a sentence that begins with its name
     */
    final UpstreamException cut(String what) {
        return new UpstreamException(
                new UpstreamFailure.Cut("upstream '" + upstream + "' " + what));
    }

    private boolean finish() {
        if (!finish.getAsBoolean()) {
            return false;
        }
        end();
        return true;
    }

    private void end() {
        over = true;
        onOver();
    }

    /**
     * Discards the rest of a paused body, then runs the reset unless the body turns out to be
     * whole. While it was paused, Vert.x may have read it to its end and lent the HTTP/1.1
     * connection to another call; a reset would then close that call's connection.
     */
    private void discard(Runnable reset) {
        response.handler(ignored -> {});
        response.exceptionHandler(ignored -> {});
        response.endHandler(ignored -> ended = true);
        response.resume();
        Objects.requireNonNull(Vertx.currentContext()).runOnContext(ignored -> {
            if (!ended) {
                reset.run();
            }
        });
    }

    @Override
    public TokenStream fetch(long amount) {
        response.fetch(amount);
        return this;
    }
}
