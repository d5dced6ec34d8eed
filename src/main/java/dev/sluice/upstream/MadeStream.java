package dev.sluice.upstream;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

/** A token stream that is produced in this process: keeps the reader's handlers and calls them. */
public abstract class MadeStream implements TokenStream {
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    @Override
    public TokenStream handler(@Nullable Handler<Buffer> onPiece) {
        handler = onPiece;
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

    /** Whether it has a reader. */
    protected final boolean hasReader() {
        return handler != null;
    }

    /** Whether its reader handles failures. */
    protected final boolean hasFailureListener() {
        return exceptionHandler != null;
    }

    /** Hands the reader a piece. */
    protected final void give(Buffer piece) {
        if (handler != null) {
            handler.handle(piece);
        }
    }

    /** Tells the reader that the body is whole. */
    protected final void giveEnd() {
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    /** Tells the reader that the body ended early. */
    protected final void giveFailure(Throwable cause) {
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }
}
