package dev.sluice.upstream;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A JSON document that is whole already, as a token stream: it comes out at the first {@link #resume()}. */
public final class DocumentStream implements TokenStream {
    private final Buffer document;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private boolean given;

    public DocumentStream(Buffer document) {
        this.document = document;
    }

    @Override
    public MultiMap headers() {
        return MultiMap.caseInsensitiveMultiMap().set("content-type", "application/json");
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
        return this; // It is whole: nothing can fail.
    }

    @Override
    public TokenStream pause() {
        return this;
    }

    @Override
    public TokenStream resume() {
        if (given) {
            return this;
        }
        given = true;
        if (handler != null) {
            handler.handle(document);
        }
        if (endHandler != null) {
            endHandler.handle(null);
        }
        return this;
    }

    @Override
    public TokenStream fetch(long amount) {
        return resume();
    }
}
