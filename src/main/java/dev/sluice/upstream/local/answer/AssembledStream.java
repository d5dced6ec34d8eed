package dev.sluice.upstream.local.answer;

import dev.sluice.upstream.MadeStream;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamException;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.function.BooleanSupplier;

/**
 * One JSON document instead of the engine's stream. The stream is read at full speed, however fast
 * the client reads the document, so that the engine's slot becomes free early. Runs on the
 * attempt's event loop.
 */
public final class AssembledStream extends MadeStream {
    private final TokenStream stream;
    private final AnswerAssembler assembler;
    private final BooleanSupplier end;
    private final Runnable abandon;
    private @Nullable Buffer document;
    private @Nullable Throwable failure;
    private boolean failureGiven;
    private boolean wanted;

    /**
     * Begins to read the engine's stream.
     *
     * @param end ends the attempt; false if it was over already
     * @param abandon resets the engine's stream
     */
    public AssembledStream(
            AnswerAssembler assembler, TokenStream stream, BooleanSupplier end, Runnable abandon) {
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
        super.handler(pieceHandler);
        return deliver();
    }

    @Override
    public TokenStream exceptionHandler(@Nullable Handler<Throwable> onFailure) {
        super.exceptionHandler(onFailure);
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

    /** Gives the reader the document or the failure, once, as soon as it is there and wanted. */
    private TokenStream deliver() {
        Throwable toFail = failure;
        if (toFail != null && hasFailureListener() && !failureGiven) {
            failureGiven = true;
            giveFailure(toFail);
            return this;
        }
        Buffer toGive = document;
        if (wanted && toGive != null && hasReader()) {
            document = null;
            give(toGive);
            giveEnd();
        }
        return this;
    }
}
