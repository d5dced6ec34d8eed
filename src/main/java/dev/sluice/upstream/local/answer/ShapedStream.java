package dev.sluice.upstream.local.answer;

import dev.sluice.upstream.MadeStream;
import dev.sluice.upstream.TokenStream;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Set;

/**
 * One stream for the client, fed by several of the engine, which flow while it does. What comes
 * while the client does not read is kept: no more than what the engine's streams had on their way.
 * Runs on the attempt's event loop.
 */
public final class ShapedStream extends MadeStream {
    private final Set<TokenStream> sources = new HashSet<>();
    private Buffer held = Buffer.buffer();
    private @Nullable Throwable failure;
    private boolean ended;
    private boolean over;
    private boolean flowing;

    /** Adds a source: it flows as this stream does. */
    public void add(TokenStream source) {
        sources.add(source);
        if (flowing) {
            source.resume();
        }
    }

    /** Removes a source that has ended. */
    public void remove(TokenStream source) {
        sources.remove(source);
    }

    /** Writes events. */
    public void write(Buffer events) {
        held.appendBuffer(events);
        deliver();
    }

    /** Ends the stream: it is whole. */
    public void finish() {
        ended = true;
        deliver();
    }

    /** Ends the stream early. */
    public void fail(Throwable cause) {
        failure = cause;
        deliver();
    }

    @Override
    public MultiMap headers() {
        return MultiMap.caseInsensitiveMultiMap().set("content-type", "text/event-stream");
    }

    @Override
    public TokenStream handler(@Nullable Handler<Buffer> onPiece) {
        super.handler(onPiece);
        return deliver();
    }

    @Override
    public TokenStream exceptionHandler(@Nullable Handler<Throwable> onFailure) {
        super.exceptionHandler(onFailure);
        return deliver();
    }

    @Override
    public TokenStream pause() {
        flowing = false;
        sources.forEach(TokenStream::pause);
        return this;
    }

    @Override
    public TokenStream resume() {
        flowing = true;
        deliver();
        if (flowing) {
            Set.copyOf(sources).forEach(TokenStream::resume);
        }
        return this;
    }

    @Override
    public TokenStream fetch(long amount) {
        return amount > 0 ? resume() : this;
    }

    private TokenStream deliver() {
        if (over) {
            return this;
        }
        if (failure != null && hasFailureListener()) {
            over = true;
            giveFailure(failure);
            return this;
        }
        if (flowing && hasReader() && held.length() > 0) {
            Buffer pieces = held;
            held = Buffer.buffer();
            give(pieces);
        }
        if (!over && flowing && ended && held.length() == 0) {
            over = true;
            giveEnd();
        }
        return this;
    }
}
