package dev.sluice.upstream.openai;

import dev.sluice.upstream.TokenStream;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.zip.DataFormatException;

/**
 * The body of an HTTP answer that came in a coding nobody asked for, decoded. While its reader has
 * paused it, what it has not decoded waits, and the upstream with it.
 */
final class DecodedTokenStream extends HttpTokenStream {
    /** Then others on the event loop have their turn, and a full client can pause this. */
    private static final int TURN_BYTES = 64 * 1024;

    private final BodyDecoder decoder;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private long demand;
    private boolean decoding;
    private boolean waiting;

    DecodedTokenStream(
            String upstream,
            HttpClientResponse response,
            Secrets secrets,
            BooleanSupplier finish,
            BodyDecoder decoder) {
        super(upstream, response, secrets, finish);
        this.decoder = decoder;
    }

    @Override
    public TokenStream handler(@Nullable Handler<Buffer> onPiece) {
        handler = onPiece;
        return super.handler(piece -> {
            decoder.take(piece);
            decode();
        });
    }

    @Override
    public TokenStream endHandler(@Nullable Handler<Void> onEnd) {
        return super.endHandler(ignored -> {
            if (!decoder.isWhole()) {
                fail();
            } else if (onEnd != null) {
                onEnd.handle(null);
            }
        });
    }

    @Override
    public TokenStream exceptionHandler(@Nullable Handler<Throwable> onFailure) {
        exceptionHandler = onFailure;
        return super.exceptionHandler(onFailure);
    }

    @Override
    public TokenStream pause() {
        demand = 0;
        return super.pause();
    }

    @Override
    public TokenStream resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public TokenStream fetch(long amount) {
        demand = amount > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + amount;
        decode();
        return this;
    }

    @Override
    void onOver() {
        decoder.close();
    }

    /** Gives the reader what it wants, then has the upstream go on or wait. */
    private void decode() {
        if (decoding || waiting) {
            return; // The reader asks for more while it is given something.
        }
        decoding = true;
        int given = 0;
        try {
            while (demand > 0 && !isOver() && given < TURN_BYTES) {
                Buffer next = decoder.next();
                if (next == null) {
                    break;
                }
                if (demand != Long.MAX_VALUE) {
                    demand--;
                }
                given += next.length();
                if (handler != null) {
                    handler.handle(next);
                }
            }
        } catch (DataFormatException broken) {
            if (breakOff()) {
                fail();
            }
        } finally {
            decoding = false;
        }
        if (isOver()) {
            return;
        }
        if (demand == 0) {
            super.pause();
        } else if (given >= TURN_BYTES) {
            super.pause();
            waiting = true;
            Objects.requireNonNull(Vertx.currentContext()).runOnContext(ignored -> {
                waiting = false;
                decode();
            });
        } else if (isPaused()) {
            super.resume();
        }
    }

    private void fail() {
        if (exceptionHandler != null) {
            exceptionHandler.handle(cut("sent an answer that is not whole in the coding it names"));
        }
    }
}
