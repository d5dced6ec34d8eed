package dev.sluice.upstream.local;

import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamException;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One JSON document in place of the engine's stream, which is read as fast as it comes whatever the reader of the
 * document does: the engine's slot is free as soon as it can be. Runs on the attempt's event loop.
 */
final class AssembledStream implements TokenStream {
    private final TokenStream stream;
    private final AnswerAssembler assembler;
    private final BooleanSupplier end;
    private final Runnable abandon;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Buffer document;
    private @Nullable Throwable failure;
    private boolean wanted;

    /**
     * Begins to read the engine's stream.
     *
     * @param end ends the attempt; false when it was over already
     * @param abandon resets the engine's stream
     */
    AssembledStream(AnswerAssembler assembler, TokenStream stream, BooleanSupplier end, Runnable abandon) {
        this.assembler = assembler;
        this.stream = stream;
        this.end = end;
        this.abandon = abandon;
        stream.handler(this::onPiece);
        stream.exceptionHandler(this::fail);
        stream.endHandler(ignored -> onEnd());
        stream.resume();
    }

    @Override
    public MultiMap headers() {
        return MultiMap.caseInsensitiveMultiMap()
                .addAll(stream.headers())
                .remove("content-length")
                .remove("transfer-encoding")
                .set("content-type", "application/json");
    }

    @Override
    public TokenStream handler(@Nullable Handler<Buffer> pieceHandler) {
        handler = pieceHandler;
        return deliver();
    }

    @Override
    public TokenStream endHandler(@Nullable Handler<Void> onEnd) {
        endHandler = onEnd;
        return this;
    }

    @Override
    public TokenStream exceptionHandler(@Nullable Handler<Throwable> onFailure) {
        exceptionHandler = onFailure;
        return deliver();
    }

    @Override
    public TokenStream pause() {
        wanted = false;
        return this;
    }

    @Override
    public TokenStream resume() {
        wanted = true;
        return deliver();
    }

    @Override
    public TokenStream fetch(long amount) {
        return amount > 0 ? resume() : this;
    }

    private void onPiece(Buffer piece) {
        if (failure != null) {
            return;
        }
        try {
            assembler.accept(piece);
        } catch (UpstreamException nonsense) {
            fail(nonsense);
            abandon.run();
        }
    }

    private void onEnd() {
        try {
            Buffer whole = assembler.finish();
            if (end.getAsBoolean()) {
                document = whole;
                deliver();
            }
        } catch (UpstreamException early) {
            fail(early);
        }
    }

    private void fail(Throwable cause) {
        if (end.getAsBoolean()) {
            failure = cause;
            deliver();
        }
    }

    private TokenStream deliver() {
        Throwable toFail = failure;
        Handler<Throwable> failed = exceptionHandler;
        if (toFail != null && failed != null) {
            exceptionHandler = null;
            failed.handle(toFail);
            return this;
        }
        Buffer toGive = document;
        Handler<Buffer> piece = handler;
        if (wanted && toGive != null && piece != null) {
            document = null;
            piece.handle(toGive);
            if (endHandler != null) {
                endHandler.handle(null);
            }
        }
        return this;
    }
}
