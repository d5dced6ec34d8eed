package dev.sluice.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** A whole JSON document as a token stream, delivered at the first {@link #resume()}. */
public final class DocumentStream extends MadeStream {
    private final Buffer document;
    private boolean given;

    public DocumentStream(Buffer document) {
        this.document = document;
    }

    @Override
    public MultiMap headers() {
        return MultiMap.caseInsensitiveMultiMap().set("content-type", "application/json");
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
        give(document);
        giveEnd();
        return this;
    }

    @Override
    public TokenStream fetch(long amount) {
        return resume();
    }
}
